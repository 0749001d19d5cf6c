using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Git;
using RepoSanitiser.History.Proof;
using RepoSanitiser.Incidents.Certificates;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Git;
using RepoSanitiser.TestKit.Planting;
using RepoSanitiser.Tests.History.Scanning;

namespace RepoSanitiser.Tests.History.Proof;

/// <summary>Which lines of purged content are known again by themselves.</summary>
public sealed class ContentMarkerTests : IDisposable
{
    private const string Table = "ethnicity,n_patients,n_rounded\nNot stated,4,10\nWhite,1250,1250\nBlack Caribbean,980,980\n";
    private readonly TempFolder _folder = new();
    private readonly ContentKey _key = new(ScanRunner.Key);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_with_a_small_count_is_and_its_neighbours_and_its_header_are_not()
    {
        var marks = MarksOf("output/table.csv", Table);
        Assert.Equal([_key.Mark("Not stated,4,10"u8)], marks.Lines);
    }

    [Fact]
    public void A_cell_on_a_line_of_its_own_is_not()
    {
        var rows = Table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(r => "<tr>\n" + string.Concat(r.Split(',').Select(c => $"<td class=\"middle\">{c}</td>\n")) + "</tr>\n");
        var marks = MarksOf("output/table.html", $"<table>\n{string.Concat(rows)}</table>\n");
        Assert.NotEmpty(marks.Cells);
        Assert.Empty(marks.Lines);
    }

    [Fact]
    public void Every_row_of_an_extract_is_and_its_header_is_not()
    {
        var leak = new LeakyFiles(new MadeUp(5)).PatientLevel().Content;
        var lines = Encoding.UTF8.GetString(leak).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var marks = MarksOf("output/cohort.csv", Encoding.UTF8.GetString(leak)).Lines.ToHashSet();
        Assert.All(lines[1..], l => Assert.Contains(_key.Mark(Encoding.UTF8.GetBytes(l)), marks));
        Assert.DoesNotContain(_key.Mark(Encoding.UTF8.GetBytes(lines[0])), marks);
    }

    [Fact]
    public void A_member_that_no_rule_minds_is_not_where_another_offends()
    {
        var leak = new LeakyFiles(new MadeUp(6)).NhsNumbers().Content;
        using var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create))
        {
            foreach (var (name, content) in ((string, byte[])[])[("licence.txt", "Anybody may use this.\n"u8.ToArray()), ("linkage.csv", leak)])
            {
                using var member = zip.CreateEntry(name).Open();
                member.Write(content);
            }
        }

        var whole = MarksOf("output/all.zip", bytes.ToArray()).Whole;
        Assert.Contains(_key.Mark(leak), whole);
        Assert.DoesNotContain(_key.Mark("Anybody may use this.\n"u8), whole);
    }

    [Fact]
    public void What_was_not_chosen_is_not()
    {
        var marks = MarksOf("output/table.csv", Encoding.UTF8.GetBytes(Table), (_, _) => false);
        Assert.Empty(marks.Lines);
        Assert.Empty(marks.Cells);
        Assert.Single(marks.Whole);
    }

    private ContentMarks MarksOf(string path, string content) => MarksOf(path, Encoding.UTF8.GetBytes(content));

    private ContentMarks MarksOf(string path, byte[] content, Func<ObjectId, RuleHit, bool>? chosen = null)
    {
        var study = RepositoryBuilder.Create(_folder);
        var blob = ObjectId.Parse(study.Blob(content));
        var repository = Repository.Open(study.Path);
        var facts = new PurgeFacts
        {
            Before = repository,
            After = repository,
            Method = "none",
            Policy = PolicyCatalogue.Default,
            Commits = new Dictionary<ObjectId, ObjectId?>(),
            Treated = [new TreatedEntry(path, blob, null)],
            Purged = [blob],
        };
        if (chosen is not null) facts = facts with { IsChosen = chosen };
        return new CertificateMaker(ScanRunner.Judge(), ScanRunner.Key, TimeProvider.System, "test").Make(facts, "2027-01-31-abcd", CancellationToken.None).Marks;
    }
}
