using RepoSanitiser.Cli.Logging;
using RepoSanitiser.Cli.Running;
using RepoSanitiser.Core;
using Serilog;

namespace RepoSanitiser.Tests.Cli;

public sealed class LogPipelineTests
{
    private const string Marker = "943 476 5919 Ashby";

    [Theory]
    [InlineData("{Value}")]
    [InlineData("{@Value}")]
    [InlineData("{$Value}")]
    [InlineData("{Value:l}")]
    public void A_sensitive_value_is_logged_as_its_mask(string template)
    {
        var logged = Logged(log => log.Information(template, new Sensitive(Marker)));
        Assert.Contains("999 999 9999 Aaaaa", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("Ashby", logged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{Hit}")]
    [InlineData("{@Hit}")]
    public void A_sensitive_value_inside_another_is_masked_too(string template)
    {
        var hit = new RuleHit("nhs-number", Severity.Critical, Confidence.High, Location.Whole, new Sensitive(Marker), "masked", new Sensitive(Marker));
        var logged = Logged(log => log.Information(template, hit));
        Assert.Contains("nhs-number", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("Ashby", logged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{Key}")]
    [InlineData("{@Key}")]
    public void A_key_is_never_logged(string template)
    {
        var key = new FingerprintKey(Enumerable.Repeat((byte)7, FingerprintKey.Length).ToArray());
        var logged = Logged(log => log.Information(template, key));
        Assert.DoesNotContain(Convert.ToBase64String(key.Bytes), logged, StringComparison.Ordinal);
        Assert.DoesNotContain("7, 7", logged, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_are_scrubbed_from_messages_properties_and_exceptions()
    {
        var token = string.Concat("gh", "p_", new string('x', 36));
        var failure = new ReposanException(ExitCode.Failed, $"git said https://me:{token}@example.org", new InvalidOperationException(token));
        var logged = Logged(log => log.Error(failure, "asked {Url} with " + token, $"https://{token}@example.org"));
        Assert.DoesNotContain(token, logged, StringComparison.Ordinal);
        Assert.Contains("https://***@example.org", logged, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_an_exception_stays_out_and_its_types_stay_in()
    {
        var failure = new InvalidDataException(Marker, new FormatException(Marker));
        var logged = Logged(log => log.Error(failure, "failed"));
        Assert.DoesNotContain("Ashby", logged, StringComparison.Ordinal);
        Assert.Contains("System.IO.InvalidDataException", logged, StringComparison.Ordinal);
        Assert.Contains("System.FormatException", logged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "error")]
    [InlineData(0, "warn error")]
    [InlineData(1, "info warn error")]
    [InlineData(2, "debug info warn error")]
    [InlineData(3, "trace debug info warn error")]
    public void Verbosity_decides_what_is_said(int verbosity, string levels)
    {
        var logged = Logged(
            log =>
            {
                log.Verbose("x");
                log.Debug("x");
                log.Information("x");
                log.Warning("x");
                log.Error("x");
            },
            verbosity);
        Assert.Equal(levels, string.Join(' ', logged.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[1])));
    }

    private static string Logged(Action<ILogger> write, int verbosity = 3)
    {
        var folder = Directory.CreateTempSubdirectory("reposan-log-").FullName;
        var file = Path.Combine(folder, "run.log");
        var error = new StringWriter();
        using (var pipeline = new LogPipeline(new GlobalOptions(verbosity, file, null), error.Write)) write(pipeline.Logger);
        var inFile = File.ReadAllText(file);
        Directory.Delete(folder, recursive: true);

        // At its most verbose, the file says what stderr says.
        if (verbosity == 3) Assert.Equal(error.ToString(), inFile);
        return error.ToString();
    }
}
