using System.Globalization;
using System.Text;

namespace RepoSanitiser.Benchmarks;

/// <summary>A stream of numbers that is the same for the same key on every machine and costs next to nothing to start.</summary>
/// <param name="key">What the stream is for.</param>
public struct Draws(ulong key)
{
    private ulong _state = key;

    /// <summary>Mixes parts into one key.</summary>
    public static ulong Key(params ReadOnlySpan<ulong> parts)
    {
        var key = 0UL;
        foreach (var part in parts) key = Mix(key ^ (part + 0x9E3779B97F4A7C15));
        return key;
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A whole number from 0 up to but without <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>A number from 0 up to 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number around 0, normally distributed with a deviation of 1.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>
/// Makes tables in the shapes that studies release: a median of 82 rows and 12 columns. A later version of a file differs from
/// the one before in about a seventh of its lines.
/// </summary>
/// <param name="seed">The same seed gives the same files.</param>
public sealed class StudyFiles(ulong seed)
{
    private static readonly string[] Regions =
        ["London", "East", "Midlands", "North East", "North West", "South East", "South West", "Yorkshire"];
    private static readonly string[] Groups = ["Asian", "Black", "Mixed", "White", "Other", "Unknown"];
    private readonly StringBuilder _text = new(1 << 16);

    /// <summary>Where a table lies.</summary>
    public static string TablePath(int table) => (table % 5) switch
    {
        0 => $"released_outputs/models/outcome_{table / 50}/cox_{table}.csv",
        1 => $"released_outputs/descriptive/set_{table / 50}/ethnicity_{table}.csv",
        2 => $"released_outputs/descriptive/set_{table / 50}/levels_{table}.csv",
        3 => $"released_outputs/measures/batch_{table / 50}/measure_{table}.csv",
        _ => $"output_old/weekly_{table / 50}/uptake_{table}.csv",
    };

    /// <summary>A version of a table.</summary>
    public byte[] Table(int table, int version)
    {
        var shape = new Draws(Draws.Key(seed, 1, (ulong)table));
        var rows = table % 600 == 599 ? 5_000 + shape.Below(2_000)
            : (int)Math.Clamp(82 * Math.Exp(shape.Normal() * 0.9), 3, 4_000);
        var columns = (int)Math.Clamp(12.5 + shape.Normal() * 3, 6, 30);
        _text.Clear();
        Header(table % 5, columns);
        for (var row = 0; row < rows; row++)
        {
            var draws = new Draws(Draws.Key(seed, 2, (ulong)table, (ulong)row, LastChange(table, row, version)));
            Row(table, row, columns, ref draws);
        }

        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    /// <summary>A version of a figure.</summary>
    public byte[] Figure(int figure, int version) =>
        Lines(figure, 3, version, 150 + figure % 500, "<svg xmlns=\"http://www.w3.org/2000/svg\">\n", "</svg>\n",
        static (text, line, draws) => text.Append(CultureInfo.InvariantCulture,
            $"<polyline points=\"{line * 4},{draws.Unit() * 400:F3} {line * 4 + 4},{draws.Unit() * 400:F3}\" stroke=\"#{draws.Below(1 << 24):x6}\"/>\n"));

    /// <summary>A version of a report with a picture in it.</summary>
    public byte[] Page(int page, int version) =>
        Lines(page, 4, version, 60, "<!DOCTYPE html>\n<html><body>\n<table>\n", "</table>\n" + Picture(page) + "</body></html>\n",
        static (text, line, draws) => text.Append(CultureInfo.InvariantCulture,
            $"<tr><td>Group {line}</td><td>{draws.Below(2_000) * 5 + 10}</td><td>{draws.Unit() * 100:F1}</td></tr>\n"));

    /// <summary>A version of a log.</summary>
    public byte[] Log(int log, int version) =>
        Lines(log, 5, version, 120 + log % 700, "      name:  <unnamed>\n  log type:  text\n\n", "exit_code: 0\n",
        static (text, line, draws) => text.Append(CultureInfo.InvariantCulture,
            $"2022-03-{line % 28 + 1:D2}T10:{line % 60:D2}:11.{draws.Below(999_999_999):D9}Z fitting model {line}, {draws.Unit():F6}\n"));

    /// <summary>A version of a script.</summary>
    public byte[] Script(int script, int version) => Lines(script, 6, version, 80 + script % 200, "library(dplyr)\n\n", "\n",
        static (text, line, draws) => text.Append(CultureInfo.InvariantCulture,
            $"cohort_{line} <- cohort %>% filter(age >= {draws.Below(90)}, imd == {draws.Below(5)}) %>% count(region, sort = TRUE)\n"));

    /// <summary>The last version up to <paramref name="version"/> in which a line changed.</summary>
    private ulong LastChange(int file, int line, int version)
    {
        while (version > 0 && new Draws(Draws.Key(seed, 7, (ulong)file, (ulong)line, (ulong)version)).Below(7) > 0) version--;
        return (ulong)version;
    }

    private byte[] Lines(
        int file, ulong kind, int version, int count, string head, string tail, Action<StringBuilder, int, Draws> write)
    {
        _text.Clear().Append(head);
        for (var line = 0; line < count; line++)
            write(_text, line, new Draws(Draws.Key(seed, kind, (ulong)file, (ulong)line, LastChange(file, line, version))));
        return Encoding.UTF8.GetBytes(_text.Append(tail).ToString());
    }

    private string Picture(int page)
    {
        var draws = new Draws(Draws.Key(seed, 8, (ulong)page));
        var bytes = new byte[60_000];
        "\x89PNG\r\n\x1a\n"u8.CopyTo(bytes);
        for (var i = 8; i < bytes.Length; i++) bytes[i] = (byte)draws.Next();
        return $"<img src=\"data:image/png;base64,{Convert.ToBase64String(bytes)}\">\n";
    }

    private void Header(int shape, int columns)
    {
        _text.Append(shape switch
        {
            0 => "term,estimate,std.error,statistic,p.value,conf.low",
            1 => "region",
            2 => ".level,n,pct,pct_nonmiss,redacted",
            3 => "date,group,numerator,denominator,value",
            _ => "Category,Group,Vaccinated over last 7d (%)",
        });
        for (var column = Fixed(shape); column < columns; column++)
            _text.Append(CultureInfo.InvariantCulture,
                $",{(shape is 1 ? Groups[column % 6] + (column > 6 ? "_total" : "") : $"v{column}")}");
        _text.Append('\n');
    }

    private void Row(int table, int row, int columns, ref Draws draws)
    {
        switch (table % 5)
        {
            case 0:
                _text.Append(CultureInfo.InvariantCulture,
                    $"age_group{row},{draws.Normal():F9},{draws.Unit():F9},{draws.Normal() * 4:F7},{draws.Unit():E4},{draws.Normal():F9}");
                break;
            case 1:
                _text.Append(Regions[row % 8]);
                break;
            case 2:
                // A few tables keep a count that nobody rounded, so that a scan has something to say.
                var n = table % 250 == 2 && row == 2 ? 4 : 10 + 5 * draws.Below(4_000);
                _text.Append(CultureInfo.InvariantCulture,
                    $"level {row},{n},{draws.Unit() * 100:F1},{draws.Unit() * 100:F1},FALSE");
                break;
            case 3:
                _text.Append(CultureInfo.InvariantCulture, $"2021-{row % 12 + 1:D2}-01,{Regions[row % 8]},")
                    .Append(CultureInfo.InvariantCulture,
                        $"{10 + 5 * draws.Below(900)},{5_000 + 5 * draws.Below(90_000)},{draws.Unit():F8}");
                break;
            default:
                _text.Append(CultureInfo.InvariantCulture, $"ethnicity,{Groups[row % 6]},{draws.Unit() * 9:F1}");
                break;
        }

        for (var column = Fixed(table % 5); column < columns; column++)
        {
            if (table % 5 is 1) _text.Append(CultureInfo.InvariantCulture, $",{10 + 5 * draws.Below(2_000)}");
            else _text.Append(CultureInfo.InvariantCulture, $",{draws.Normal():F5}");
        }

        _text.Append('\n');
    }

    private static int Fixed(int shape) => shape switch { 0 => 6, 1 => 1, 2 => 5, 3 => 5, _ => 3 };
}
