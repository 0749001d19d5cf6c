using System.IO.Compression;
using System.Text;
using RepoSanitiser.TestKit.Planting;

namespace RepoSanitiser.Cli.Tests;

/// <summary>Values planted so that their way out of the process would be seen: made-up identifiers, each of its own kind.</summary>
internal sealed class Markers
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly MadeUp _make = new(71);

    /// <summary>A value for a place; drawn once.</summary>
    public string this[string place, Func<MadeUp, string>? kind = null]
    {
        get
        {
            if (!_values.TryGetValue(place, out var value)) _values.Add(place, value = kind is null ? _make.NhsNumber() : kind(_make));
            return value;
        }
    }

    /// <summary>The places whose value occurs in some bytes, plain or encoded in any way that a report or a cache might encode it.</summary>
    public IEnumerable<string> In(byte[] bytes)
    {
        foreach (var (place, value) in _values)
        {
            foreach (var form in Forms(value))
            {
                if (bytes.AsSpan().IndexOf(form) >= 0) yield return place;
            }
        }
    }

    private static IEnumerable<byte[]> Forms(string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        yield return plain;
        yield return Encoding.Unicode.GetBytes(value);
        yield return Encoding.BigEndianUnicode.GetBytes(value);
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(plain));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(plain));
        yield return Encoding.ASCII.GetBytes(Uri.EscapeDataString(value));
        yield return Encoding.ASCII.GetBytes(value.Replace(" ", "", StringComparison.Ordinal));
        // A value somewhere inside of base64 begins at any of three places in a group; its outermost digits mix with its neighbours.
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. plain, .. new byte[3]]);
            var clean = text[(before == 0 ? 0 : before + 1)..((before + plain.Length) * 8 / 6)];
            if (clean.Length >= 8) yield return Encoding.ASCII.GetBytes(clean);
        }
    }

    /// <summary>Some bytes as they are, and unpacked where they can be.</summary>
    public static IEnumerable<byte[]> Unpacked(byte[] bytes)
    {
        yield return bytes;
        foreach (var open in (Func<Stream, Stream>[])[s => new BrotliStream(s, CompressionMode.Decompress), s => new GZipStream(s, CompressionMode.Decompress)])
        {
            using var unpacked = new MemoryStream();
            try
            {
                using var stream = open(new MemoryStream(bytes));
                stream.CopyTo(unpacked);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
            {
                continue;
            }

            yield return unpacked.ToArray();
        }
    }
}
