namespace RepoSanitiser.Core;

/// <summary>
/// A value that must not leave the process by accident. Formatting it, logging it or serialising it gives the mask;
/// <see cref="Reveal"/> is the one way to the value, and is called only for fingerprints and for <c>--show-values</c>.
/// </summary>
public readonly struct Sensitive(string value) : IEquatable<Sensitive>
{
    private readonly string? _value = value;

    /// <summary>The value itself.</summary>
    public string Reveal() => _value ?? "";

    /// <summary>The shape of the value: digits as 9, letters as A or a, the rest kept, at most 40 characters. Three
    /// characters or fewer become <c>[masked]</c>: the shape of so short a value says too much.</summary>
    public string Mask()
    {
        var text = Reveal();
        if (text.Length <= 3) return "[masked]";
        var length = Math.Min(text.Length, 40);
        return string.Create(length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] switch
                {
                    >= '0' and <= '9' => '9',
                    >= 'A' and <= 'Z' => 'A',
                    >= 'a' and <= 'z' => 'a',
                    ' ' or '-' or '/' or '.' or '@' or '_' or ':' => source[i],
                    _ => '*',
                };
            }
        });
    }

    /// <summary>The mask, never the value.</summary>
    public override string ToString() => Mask();

    /// <inheritdoc/>
    public bool Equals(Sensitive other) => string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sensitive other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Reveal(), StringComparison.Ordinal);

    /// <summary>Whether both hold the same value.</summary>
    public static bool operator ==(Sensitive left, Sensitive right) => left.Equals(right);

    /// <summary>Whether they hold different values.</summary>
    public static bool operator !=(Sensitive left, Sensitive right) => !left.Equals(right);
}
