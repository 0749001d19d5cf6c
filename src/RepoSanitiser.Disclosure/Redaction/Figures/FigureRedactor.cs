using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Redaction.Figures;

/// <summary>Replaces figures whole: nothing in them can be taken out alone.</summary>
internal static class FigureRedactor
{
    /// <summary>What a placeholder answers where no rule asked for it.</summary>
    private const string Asked = "figure";

    /// <summary>Whether a type of file is a figure, which a person sees and no rule reads.</summary>
    public static bool IsFigure(string type) => type is "png" or "jpeg" or "gif" or "tiff" or "bmp" or "webp" or "heic" or "photoshop" or "emf" or "wmf" or "pdf";

    /// <summary>The placeholder of a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="type">Its type by its first bytes.</param>
    /// <param name="hit">What was found in it; null where figures are replaced on request.</param>
    /// <param name="pass">Where it is noted.</param>
    /// <exception cref="RedactionRefused">There is no placeholder of that type.</exception>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> figure, string type, RuleHit? hit, Pass pass)
    {
        var placeholder = type switch
        {
            "png" => PngPlaceholder.For(figure.Span),
            "pdf" => PdfPlaceholder.For(figure.Span),
            _ => throw new RedactionRefused($"A figure of type {type} can't be drawn anew here: leave it out, or save it as PNG and redact that."),
        };
        if (placeholder.AsSpan().SequenceEqual(figure.Span)) return figure;
        pass.Changed(new RedactedPlace(Location.Whole, hit?.Rule ?? Asked, hit is null ? "figures are replaced on request" : "a figure is replaced whole", "replaced"));
        return placeholder;
    }
}
