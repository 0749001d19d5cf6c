using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.Incidents;
using RepoSanitiser.Incidents.Certificates;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Incidents;

public sealed class CertificateTests : IDisposable
{
    private const string Old = "1111111111111111111111111111111111111111";
    private const string New = "2222222222222222222222222222222222222222";
    private const string Purged = "3333333333333333333333333333333333333333";
    private const string Pruned = "4444444444444444444444444444444444444444";
    private readonly TempFolder _folder = new();
    private readonly Incident _incident;
    private readonly CertificateFiles _files = new(SomeIncidents.Key);

    public CertificateTests() => _incident = SomeIncidents.Store(_folder).Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_back()
    {
        var paths = _files.Write(_incident, Some(), n => n);
        var read = new CertificateJson(SomeIncidents.Key).ReadFile(paths.Restricted);
        Assert.Equal(Some().Commits, read.Commits);
        Assert.Equal(Some().Refs, read.Refs);
        Assert.Equal(Some().Treated, read.Treated);
        Assert.Equal(Some().Marks.Whole, read.Marks.Whole);
        Assert.Equal(Some().Proof, read.Proof);
        Assert.Equal(_incident.Id, read.Incident);
    }

    [Fact]
    public void It_is_chained_into_the_record_both_ways()
    {
        var paths = _files.Write(_incident, Some(), n => n);
        var read = new CertificateJson(SomeIncidents.Key).ReadFile(paths.Restricted);
        Assert.Equal(1, read.Record.Seq);
        Assert.True(_incident.Record.Has(read.Record));
        File.AppendAllText(paths.Restricted, "\n");
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => _files.Last(_incident)).Code);
    }

    [Fact]
    public void Neither_the_kit_for_holders_of_clones_nor_the_public_form_has_a_name_that_was_replaced()
    {
        var renaming = Some() with { RenamedEntries = [new("ann-made-up.txt", "x.txt")], RenamedRefs = [new("refs/heads/ann-made-up", "refs/heads/x")] };
        var paths = _files.Write(_incident, renaming, n => n);
        Assert.Contains("ann-made-up", File.ReadAllText(paths.Restricted), StringComparison.Ordinal);
        foreach (var text in (string[])[File.ReadAllText(paths.Public), File.ReadAllText(paths.PublicPage), Encoding.UTF8.GetString(CertificateJson.WriteKit(_files.Last(_incident)!, SomeIncidents.Key))])
            Assert.DoesNotContain("ann-made-up", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_public_form_has_no_old_id_no_path_and_no_fingerprint_in_either_format()
    {
        var paths = _files.Write(_incident, Some(), n => n.Replace("9434765919", "[masked]", StringComparison.Ordinal));
        foreach (var file in (string[])[paths.Public, paths.PublicPage])
        {
            var text = File.ReadAllText(file);
            Assert.Contains(New, text, StringComparison.Ordinal);
            foreach (var secret in (string[])[Old, Purged, Pruned, "output/table.csv", "abcdef", "9434765919"])
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }

        Assert.Contains(Old, File.ReadAllText(paths.Restricted), StringComparison.Ordinal);
        Assert.Contains(Old, File.ReadAllText(paths.RestrictedPage), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_for_their_owner_alone()
    {
        var paths = _files.Write(_incident, Some(), n => n);
        Assert.All(Directory.GetFiles(paths.Folder), f => Assert.Equal(PrivateFiles.FileMode, File.GetUnixFileMode(f)));
    }

    [Fact]
    public void Any_changed_value_is_seen_by_the_signature()
    {
        var json = new CertificateJson(SomeIncidents.Key);
        var text = Encoding.UTF8.GetString(json.Write(Some()));
        foreach (var (from, to) in ((string, string)[])[(Purged, Old), ("\"length\": 12", "\"length\": 13"), ("\"verdict\": \"remains\"", "\"verdict\": \"gone\"")])
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            var changed = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
            Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => json.Read(changed, "c.json")).Code);
        }
    }

    [Theory]
    [InlineData("", ExitCode.Usage)]
    [InlineData("[]", ExitCode.Usage)]
    [InlineData("{\"kind\":\"public\"}", ExitCode.Usage)]
    [InlineData("{\"kind\":\"restricted\",\"schemaVersion\":2}", ExitCode.Usage)]
    [InlineData("{\"kind\":\"restricted\",\"schemaVersion\":1,\"keyId\":\"00\"}", ExitCode.Refused)]
    public void What_is_no_certificate_is_refused_in_a_sentence(string text, ExitCode code) =>
        Assert.Equal(code, Assert.Throws<ReposanException>(() => new CertificateJson(SomeIncidents.Key).Read(Encoding.UTF8.GetBytes(text), "c.json")).Code);

    [Fact]
    public void The_last_certificate_of_a_repository_is_found_among_incidents()
    {
        var store = SomeIncidents.Store(_folder);
        _files.Write(_incident, Some(), n => n);
        _files.Write(_incident, Some() with { Repository = "/other.git", Method = "another" }, n => n);
        _files.Write(_incident, Some() with { Method = "last" }, n => n);
        Assert.Equal("last", _files.Last(store, "/study.git")!.Value.Certificate.Method);
        Assert.Equal("another", _files.Last(store, "/other.git")!.Value.Certificate.Method);
        Assert.Null(_files.Last(store, "/none.git"));
    }

    [Fact]
    public void Pull_requests_are_counted_once_each_and_only_where_they_changed() => Assert.Equal(1, Some().PullRequests);

    private static Certificate Some() => new()
    {
        Incident = "2027-01-31-abcd",
        Made = new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero),
        ToolVersion = "0.1.0",
        KeyId = SomeIncidents.Key.Id,
        Repository = "/study.git",
        ObjectFormat = "sha1",
        Policy = "opensafely-2021",
        Method = "entries removed",
        Refs =
        [
            new RefChange("refs/heads/main", ObjectId.Parse(Old), ObjectId.Parse(New)),
            new RefChange("refs/heads/9434765919", ObjectId.Parse(Old), ObjectId.Parse(New)),
            new RefChange("refs/pull/7/head", ObjectId.Parse(Old), ObjectId.Parse(New)),
            new RefChange("refs/pull/7/merge", ObjectId.Parse(Old), null),
            new RefChange("refs/pull/8/head", ObjectId.Parse(New), ObjectId.Parse(New)),
        ],
        Commits = [new ObjectChange(ObjectId.Parse(Old), ObjectId.Parse(New)), new ObjectChange(ObjectId.Parse(Pruned), null)],
        FirstChanged = [ObjectId.Parse(Old)],
        Treated = [new TreatedEntry("output/table.csv", ObjectId.Parse(Purged), null)],
        Purged = [ObjectId.Parse(Purged)],
        Marks = new ContentMarks { Whole = [new ContentMark(12, 0xFEDCBA9876543210, "abcdef")], Cells = ["abcdef01"] },
        Proof = new ProofSummary
        {
            Verdict = "remains", Made = new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero), Objects = 10, Files = 3, Remaining = 1, Unread = 0, OtherFindings = 0,
            Fsck = true, CommitsCompared = 4,
        },
    };
}
