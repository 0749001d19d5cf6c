using System.Diagnostics;
using System.Globalization;
using RepoSanitiser.Benchmarks;

const string Usage = """
    Make material to measure on.

    USAGE
      reposan-bench generate-study DIR [--seed N]
      reposan-bench generate-outputs DIR [--seed N]

    Makes a study repository of 20,000 objects or more with 5,000 tables, several versions of each, in an empty or new folder;
    or a folder of 2,000 output files of 200 MB, tables in CSV and text.
    """;

if (args is ["-h" or "--help"] or ["generate-study" or "generate-outputs", "-h" or "--help"])
{
    Console.WriteLine(Usage);
    return 0;
}

var seed = 1;
if (args is not (["generate-study" or "generate-outputs", _] or ["generate-study" or "generate-outputs", _, "--seed", _])
    || (args.Length == 4 && !int.TryParse(args[3], NumberStyles.None, CultureInfo.InvariantCulture, out seed)))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var folder = Path.GetFullPath(args[1]);
if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
{
    Console.Error.WriteLine("reposan-bench: the folder is not empty; name another one.");
    return 4;
}

var watch = Stopwatch.StartNew();
if (args[0] is "generate-outputs")
{
    var (files, bytes) = new GeneratedOutputs((ulong)seed).Make(folder);
    Console.WriteLine($"{files:N0} files, {bytes / 1_000_000:N0} MB, {watch.Elapsed.TotalSeconds:F1} s");
    return 0;
}

var made = new GeneratedStudy((ulong)seed).Make(folder);
Console.WriteLine($"{made.Objects:N0} objects, {made.Tables:N0} tables, {made.Bytes >> 20:N0} MiB unpacked, {watch.Elapsed.TotalSeconds:F1} s");
return 0;
