using RepoSanitiser.Core;
using RepoSanitiser.Core.State;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Incidents;

public sealed class IncidentStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_incident_is_named_by_its_day_and_lies_in_a_folder_that_only_its_owner_can_open()
    {
        var incident = SomeIncidents.Store(_folder).Create();
        Assert.Matches("^2027-01-31-[a-z2-9]{4}$", incident.Id);
        Assert.Equal(PrivateFiles.FolderMode, File.GetUnixFileMode(incident.Folder));
        Assert.Equal(PrivateFiles.FileMode, File.GetUnixFileMode(incident.PathOf("record.jsonl")));
        Assert.Equal(PrivateFiles.FileMode, File.GetUnixFileMode(incident.PathOf("record.head")));
    }

    [Fact]
    public void Incidents_of_one_day_have_different_names_and_are_listed()
    {
        var store = SomeIncidents.Store(_folder);
        var ids = Enumerable.Range(0, 5).Select(_ => store.Create().Id).ToList();
        Assert.Equal(5, ids.Distinct().Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), store.List());
    }

    [Theory]
    [InlineData("2027-01-31-zzzz")]
    [InlineData("../../etc")]
    [InlineData("")]
    [InlineData("2027-01-31-../")]
    public void What_names_no_incident_is_a_usage_error(string id) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<ReposanException>(() => SomeIncidents.Store(_folder).Open(id)).Code);

    [Fact]
    public void An_incident_that_others_can_open_is_refused()
    {
        var incident = SomeIncidents.Store(_folder).Create();
        File.SetUnixFileMode(incident.Folder, PrivateFiles.FolderMode | UnixFileMode.GroupRead);
        Assert.Equal(ExitCode.Refused, Assert.Throws<ReposanException>(() => SomeIncidents.Store(_folder).Open(incident.Id)).Code);
    }
}
