using System.Diagnostics;
using System.Text;

namespace RepoSanitiser.Tests.Core.Reporting;

/// <summary>Skipped, with the reason, where no Python has the <c>jsonschema</c> package.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JsonSchemaFactAttribute : FactAttribute
{
    public JsonSchemaFactAttribute()
    {
        if (JsonSchema.Python is null) Skip = "needs a Python with jsonschema 4 (Debian: python3-jsonschema)";
    }
}

/// <summary>Skipped, with the reason, where there is no Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!File.Exists(Browser.Path)) Skip = "needs Chromium (Debian: chromium)";
    }
}

/// <summary>Validation by Python's jsonschema, which knows nothing of this program.</summary>
internal static class JsonSchema
{
    private const string Validate = """
        import json, sys
        from jsonschema import validators
        schema = json.load(open(sys.argv[1], encoding="utf-8"))
        kind = validators.validator_for(schema)
        kind.check_schema(schema)
        for error in kind(schema).iter_errors(json.load(open(sys.argv[2], encoding="utf-8"))):
            print("/".join(map(str, error.absolute_path)), error.message[:300])
        """;

    private static readonly Lazy<string?> Found = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(p => Command.Run(p, "-c", "from jsonschema import Draft202012Validator").Code == 0));

    public static string? Python => Found.Value;

    /// <summary>What is wrong with a document, one line an error; empty where it is valid.</summary>
    public static string Errors(string schema, string document)
    {
        var folder = Directory.CreateTempSubdirectory("reposan-schema");
        try
        {
            var (schemaFile, documentFile) = (System.IO.Path.Join(folder.FullName, "schema.json"), System.IO.Path.Join(folder.FullName, "document.json"));
            File.WriteAllText(schemaFile, schema);
            File.WriteAllText(documentFile, document);
            var (code, output) = Command.Run(Python!, "-c", Validate, schemaFile, documentFile);
            return code == 0 ? output : $"the validator ended with {code}: {output}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>A page as a real browser shows it once its script has run.</summary>
internal static class Browser
{
    public const string Path = "/usr/bin/chromium";

    public static string Dom(string html)
    {
        var folder = Directory.CreateTempSubdirectory("reposan-page");
        try
        {
            var file = System.IO.Path.Join(folder.FullName, "page.html");
            File.WriteAllText(file, html, new UTF8Encoding(false));
            return Command.Run(
                Path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={folder.FullName}/profile", "--dump-dom", new Uri(file).AbsoluteUri).Output;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

internal static class Command
{
    public static (int Code, string Output) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "not found");
        }
    }
}
