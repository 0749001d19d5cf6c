using System.Globalization;

namespace RepoSanitiser.Benchmarks;

/// <summary>Makes a folder of outputs as large as a release can get: tables in CSV of all the shapes that studies release, and logs.</summary>
/// <param name="seed">The same seed gives the same files.</param>
public sealed class GeneratedOutputs(ulong seed)
{
    private const int Files = 2_000;
    private const long Target = 200_000_000;

    /// <summary>Makes the folder.</summary>
    /// <param name="folder">A new or empty folder.</param>
    public (int Files, long Bytes) Make(string folder)
    {
        var make = new StudyFiles(seed);
        var total = 0L;
        for (var file = 0; file < Files; file++)
        {
            var isLog = file % 5 == 4;
            var path = Path.Combine(folder, isLog ? $"logs/batch_{file / 50}/run_{file}.log" : $"tables/batch_{file / 50}/table_{file}.csv");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = File.Create(path);
            var share = Size(file);
            for (var part = 0; stream.Length < share; part++)
            {
                var content = isLog ? make.Log(file + (part * Files), 0) : make.Table(file, part);
                // Later parts of a table go on below its header.
                var from = isLog || part == 0 ? 0 : content.AsSpan().IndexOf((byte)'\n') + 1;
                stream.Write(content.AsSpan(from));
            }

            total += stream.Length;
        }

        File.WriteAllText(Path.Combine(folder, "README.md"), string.Create(CultureInfo.InvariantCulture, $"{Files} files.\n"));
        return (Files + 1, total);
    }

    /// <summary>Most files are small; a few are many times as large.</summary>
    private long Size(int file)
    {
        var draws = new Draws(Draws.Key(seed, 11, (ulong)file));
        return (long)(Target / Files * 0.556 * Math.Exp(draws.Normal()));
    }
}
