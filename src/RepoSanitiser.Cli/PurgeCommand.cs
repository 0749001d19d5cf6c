using System.CommandLine;
using System.Globalization;
using RepoSanitiser.Cli.Help;
using RepoSanitiser.Cli.Purging;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using RepoSanitiser.Core.Reporting;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.History.Purging;

namespace RepoSanitiser.Cli;

/// <summary><c>reposan purge</c>: rewrites a history so that what leaked is gone and nothing else changes.</summary>
internal static class PurgeCommand
{
    private const string Selecting = "WHAT TO PURGE";
    private const string Treating = "WHAT BECOMES OF IT";
    private const string Running = "HOW IT IS RUN";

    private static readonly string[] TreatmentNames = ["remove", "tombstone", "replace-text", "redact"];

    private static readonly Argument<string> Repository = new("REPO")
    {
        Description = "A clone or a bare repository on this machine, or a URL.",
    };

    private static readonly Option<string> Findings = Text("--findings", "FILE", "Files and messages in which 'reposan scan --format json' found something.", Selecting);
    private static readonly Option<string[]> Fingerprints = Texts("--fingerprint", "FP", "Only findings of this fingerprint; may be given several times.", Selecting);
    private static readonly Option<string[]> Blobs = Texts("--blob", "ID", "A file's content by its full id, wherever it lies; may be given several times.", Selecting);
    private static readonly Option<string[]> Paths = Texts("--path", "PATH", "A file, or a folder with everything below it, in every commit; may be given several times.", Selecting);
    private static readonly Option<string[]> Globs = Texts("--glob", "GLOB", "Files whose path matches (whose name, where GLOB has no slash), with *, ?, [a-z] and \\ as in git; ** crosses folders.", Selecting);
    private static readonly Option<string> LargerThan = Text("--larger-than", "SIZE", "Files of more bytes than this: 500, 20K, 5M or 1G.", Selecting);
    private static readonly Option<string> Containing = Text("--containing", "FILE", "Files that hold any of the texts in FILE: a line each, or regex:PATTERN.", Selecting);
    private static readonly Option<string> KeepAt = Text("--keep-at", "REF", "Leave files as REF has them, in every commit: what is selected is all other versions.", Selecting);

    private static readonly Option<string> Match = new Option<string>("--match")
    {
        Description = "Whether any of the options given has to select a file, or all of them (default any). Of one option's values, any will do.",
        HelpName = "any|all",
        DefaultValueFactory = _ => "any",
    }.InGroup(Selecting);

    private static readonly Option<Treatment?> Treat = new Option<Treatment?>("--treatment")
    {
        Description = "remove, tombstone (a note in its place), replace-text, or redact (offending cells only; default remove, or replace-text where --replace-text is given for files).",
        HelpName = "TREATMENT",
        CustomParser = result =>
        {
            var index = Array.IndexOf(TreatmentNames, result.Tokens[0].Value);
            if (index < 0) result.AddError($"--treatment is one of {string.Join(", ", TreatmentNames)}, not '{result.Tokens[0].Value}'.");
            return (Treatment)Math.Max(index, 0);
        },
    }.InGroup(Treating);

    private static readonly Option<string> ReplaceText = Text("--replace-text", "FILE", "Replace the texts in FILE: TEXT==>REPLACEMENT a line, or regex:PATTERN==>REPLACEMENT.", Treating);
    private static readonly Option<string> In = Text("--in", "PLACES", "Where: files, messages, people, paths, refs, with commas between (default files).", Treating);
    private static readonly Option<string[]> DropRefs = Texts("--drop-ref", "REF", "Drop a ref, by its full name; may be given several times.", Treating);
    private static readonly Option<bool> KeepEmpty = new Option<bool>("--keep-empty") { Description = "Keep commits of which nothing is left." }.InGroup(Treating);
    private static readonly Option<string> Replacements = Text("--replacements", "drop|keep", "What becomes of replaced objects (refs/replace), where there are any.", Treating);

    private static readonly Option<bool> Apply = new Option<bool>("--apply") { Description = "Do it. Without, only the plan is shown and nothing is changed." }.InGroup(Running);
    private static readonly Option<bool> InPlace = new Option<bool>("--in-place") { Description = "Rewrite the repository itself, after a whole copy of it was made." }.InGroup(Running);
    private static readonly Option<string> Output = Text("--output", "DIR", "Rewrite a copy (of a URL: a mirror) in a folder that does not exist yet.", Running);
    private static readonly Option<bool> LeaveSubmodules = new Option<bool>("--leave-submodules") { Description = "Go on where submodules hold some of the files too; those stay." }.InGroup(Running);
    private static readonly Option<bool> Resume = new Option<bool>("--resume") { Description = "Bring a purge of REPO to its end that was stopped." }.InGroup(Running);
    private static readonly Option<bool> RollBack = new Option<bool>("--rollback") { Description = "Put REPO back to what it was before its last purge." }.InGroup(Running);
    private static readonly Option<string> Incident = Text("--incident", "ID", "The incident it belongs to (default: a new one, which is printed).", Running);
    private static readonly Option<string> Recipient = Text("--encrypt-backup", "FINGERPRINT", "Encrypt the copy with gpg, for the key of this fingerprint.", Running);

    private static readonly Option<int> MaxSize = JudgingOptions.MaxSize("--max-object-mib", "Refuse where objects larger than this have to be read", Running);

    private static readonly Option<string> PolicyName = new Option<string>("--policy")
    {
        Description = $"The disclosure policy that the proof scans with (default {PolicyCatalogue.Default}).",
        HelpName = "POLICY",
        DefaultValueFactory = _ => PolicyCatalogue.Default,
    }.InGroup(Running);

    private static readonly Option<string> RulesFile = JudgingOptions.Rules(Running);
    private static readonly Option<ReportFormat> Format = OutputOptions.Format(ReportFormat.Text, ReportFormat.Json);
    private static readonly Option<bool> All = OutputOptions.All();

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Treat.CompletionSources.Add(TreatmentNames);
        Match.CompletionSources.Add("any", "all");
        Replacements.CompletionSources.Add("drop", "keep");
        PolicyName.CompletionSources.Add([.. PolicyCatalogue.Ids]);
        var command = new Command("purge", "Rewrite a history so that what leaked is gone and nothing else changes.")
        {
            Repository, Findings, Fingerprints, Blobs, Paths, Globs, LargerThan, Containing, Match, KeepAt,
            Treat, ReplaceText, In, DropRefs, KeepEmpty, Replacements,
            Apply, InPlace, Output, LeaveSubmodules, Resume, RollBack, Incident, Recipient, MaxSize, PolicyName, RulesFile, Format, All,
        };
        command.Runs(Run);
        return command
            .Example("Show what purging everything that a scan found would change", "reposan purge . --findings scan.json")
            .Example("Do it, in this clone", "reposan purge . --findings scan.json --apply --in-place")
            .Example("Purge a folder from a mirror of what GitHub has", "reposan purge https://github.com/ORG/STUDY --path output/raw --apply --output study.git")
            .Example("Go on with a purge that was stopped", "reposan purge . --resume")
            .Ends(ExitCode.Clean, "The plan is shown, or it was carried out.")
            .Ends(ExitCode.Refused, "The history can't be rewritten here and now; nothing was changed, and the message says what to do.");
    }

    private static ExitCode Run(ParseResult arguments, CommandContext context)
    {
        var run = new PurgeSession(context, arguments.GetValue(Repository)!, arguments.GetValue(PolicyName)!, JudgingOptions.ReadRules(arguments.GetValue(RulesFile)))
        {
            IncidentId = arguments.GetValue(Incident),
            Recipient = arguments.GetValue(Recipient),
            Json = arguments.GetValue(Format) == ReportFormat.Json,
            ListAll = arguments.GetValue(All),
            LeaveSubmodules = arguments.GetValue(LeaveSubmodules),
        };
        if (arguments.GetValue(Resume) && arguments.GetValue(RollBack)) throw Usage("--resume and --rollback contradict each other: give one of them.");
        if (arguments.GetValue(Resume)) return run.Resume();
        if (arguments.GetValue(RollBack)) return run.RollBack();
        var (apply, inPlace, output) = (arguments.GetValue(Apply), arguments.GetValue(InPlace), arguments.GetValue(Output));
        if (!apply && (inPlace || output is not null)) throw Usage("--in-place and --output take --apply; without, only the plan is shown.");
        if (apply && inPlace == output is not null) throw Usage("--apply takes either --in-place or --output DIR: say where to rewrite.");
        var request = Request(arguments);
        return apply ? run.Apply(request, output) : run.Plan(request);
    }

    private static PurgeRequest Request(ParseResult arguments)
    {
        var replace = arguments.GetValue(ReplaceText) is { } file ? Rules(file) : null;
        var (inFiles, places) = Places(arguments.GetValue(In), replace is not null);
        var request = new PurgeRequest
        {
            Blobs = [.. (arguments.GetValue(Blobs) ?? []).Select(Id)],
            Paths = [.. (arguments.GetValue(Paths) ?? []).Select(PathPattern.Of), .. (arguments.GetValue(Globs) ?? []).Select(PathPattern.Glob)],
            LargerThan = arguments.GetValue(LargerThan) is { } size ? Size(size) : null,
            Containing = arguments.GetValue(Containing) is { } texts ? Rules(texts) : null,
            Findings = arguments.GetValue(Findings) is { } report ? Report(report, arguments.GetValue(Fingerprints) ?? []) : null,
            MatchAll = arguments.GetValue(Match) switch { "any" => false, "all" => true, _ => throw Usage("--match is any or all.") },
            KeepAt = arguments.GetValue(KeepAt),
            Replacements = replace,
            TextPlaces = places,
            DropRefs = arguments.GetValue(DropRefs) ?? [],
            KeepEmpty = arguments.GetValue(KeepEmpty),
            DropReplacements = arguments.GetValue(Replacements) switch { null => null, "drop" => true, "keep" => false, _ => throw Usage("--replacements is drop or keep.") },
            MaxObjectBytes = JudgingOptions.MaxBytes(arguments, MaxSize),
        };
        if (arguments.GetValue(Findings) is null && arguments.GetValue(Fingerprints) is { Length: > 0 }) throw Usage("--fingerprint takes --findings FILE: the report that has it.");
        var treatment = arguments.GetValue(Treat) ?? (inFiles ? Treatment.ReplaceText : Treatment.Remove);
        if (treatment == Treatment.ReplaceText && replace is null) throw Usage("--treatment replace-text takes --replace-text FILE: what to put in the place of what.");
        if (treatment != Treatment.ReplaceText && inFiles)
            throw Usage($"--treatment {TreatmentNames[(int)treatment]} contradicts --replace-text for files: leave one of them out, or say with --in where else texts are to be replaced (messages, people, paths, refs).");
        if (treatment == Treatment.ReplaceText && !request.SelectsFiles) request = request with { Containing = replace };
        if (!request.SelectsFiles && places == TextPlaces.None && request.DropRefs.Count == 0)
            throw Usage("Nothing says what to purge: give --findings, --blob, --path, --glob, --larger-than, --containing, --replace-text or --drop-ref.");
        return request with { Treatment = treatment };
    }

    private static (bool Files, TextPlaces Places) Places(string? text, bool given)
    {
        if (text is not null && !given) throw Usage("--in takes --replace-text FILE: the texts to replace there.");
        if (text is null) return (given, TextPlaces.None);
        var (files, places) = (false, TextPlaces.None);
        foreach (var word in text.Split(','))
        {
            if (word == "files") files = true;
            else if (!char.IsAsciiDigit(word.FirstOrDefault('0')) && Enum.TryParse<TextPlaces>(word, ignoreCase: true, out var place)) places |= place;
            else throw Usage($"--in takes files, messages, people, paths and refs, not '{Printable.Escape(word)}'.");
        }

        return (files, places);
    }

    private static FindingSelection Report(string file, string[] fingerprints)
    {
        using var stream = Open(file);
        return FindingSelection.Read(stream, file, fingerprints);
    }

    private static TextRules Rules(string file)
    {
        using var stream = Open(file);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return TextRules.Parse(bytes.ToArray(), file);
    }

    private static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReposanException(ExitCode.Usage, $"The file {Printable.Escape(file)} can't be read: check its name and permissions.", e);
        }
    }

    private static ObjectId Id(string text) =>
        ObjectId.TryParse(text, out var id) ? id : throw Usage("--blob takes the full id of a blob: 40 (or 64) hex digits, as scan reports it.");

    private static long Size(string text)
    {
        var unit = char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(unit == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 1L << 30
            ? count << unit
            : throw Usage("--larger-than takes a size: 500, 20K, 5M or 1G.");
    }

    private static Option<string> Text(string name, string help, string description, string group) =>
        new Option<string>(name) { Description = description, HelpName = help }.InGroup(group);

    private static Option<string[]> Texts(string name, string help, string description, string group) =>
        new Option<string[]>(name) { Description = description, HelpName = help }.InGroup(group);

    private static ReposanException Usage(string sentence) => new(ExitCode.Usage, sentence);
}
