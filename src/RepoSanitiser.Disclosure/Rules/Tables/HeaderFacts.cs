using RepoSanitiser.Disclosure.Understanding;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>All that a header says by itself, worked out once: the versions of a table in a history share theirs.</summary>
internal sealed class HeaderFacts
{
    private static readonly KnownHeaders<HeaderFacts> Known = new(header => new HeaderFacts(header));

    private HeaderFacts(string header)
    {
        Text = header;
        Compact = HeaderWords.Compact(header);
        Words = HeaderWords.Split(header);
        Name = Partners.NameIn(Words);
        Role = HeaderRole.Of(Words);
        IsOfModel = HeaderWords.IsOfModel(Words);
        Rounding = RoundingOfColumns.Named(Compact);
    }

    /// <summary>The header; empty for none.</summary>
    public string Text { get; }

    /// <summary>Its letters and digits in lower case.</summary>
    public string Compact { get; }

    /// <summary>Its words in lower case.</summary>
    public List<string> Words { get; }

    /// <summary>The words that name what its numbers are of.</summary>
    public string Name { get; }

    /// <summary>What its numbers are.</summary>
    public HeaderRole Role { get; }

    /// <summary>Whether it is that of an estimate.</summary>
    public bool IsOfModel { get; }

    /// <summary>What it says that its counts were rounded to; null where it says nothing.</summary>
    public Rounding? Rounding { get; }

    /// <summary>The facts of a header in UTF-8.</summary>
    public static HeaderFacts Of(ReadOnlySpan<byte> header) => Known.Of(header);
}
