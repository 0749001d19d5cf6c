using System.Collections.Concurrent;
using System.Text;

namespace RepoSanitiser.Disclosure.Rules.Tables;

/// <summary>
/// Remembers what was worked out of headers: the versions of a table in a history share theirs. Holds a bounded number of them, in
/// memory only. Thread-safe.
/// </summary>
/// <typeparam name="T">What is worked out.</typeparam>
/// <param name="read">Works it out; pure.</param>
internal sealed class KnownHeaders<T>(Func<string, T> read)
{
    private const int Most = 20_000;
    private const int Usual = 128;
    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);

    public T Of(string header)
    {
        if (_known.TryGetValue(header, out var known)) return known;
        var value = read(header);
        if (_known.Count < Most) _known.TryAdd(header, value);
        return value;
    }

    /// <summary>The same of a header in UTF-8: no string is made of one that is known.</summary>
    public T Of(ReadOnlySpan<byte> header)
    {
        if (header.Length > Usual) return Of(Encoding.UTF8.GetString(header));
        Span<char> chars = stackalloc char[Usual];
        chars = chars[..Encoding.UTF8.GetChars(header, chars)];
        return _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars, out var known) ? known : Of(chars.ToString());
    }
}
