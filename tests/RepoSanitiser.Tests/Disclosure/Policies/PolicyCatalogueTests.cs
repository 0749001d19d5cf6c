using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;

namespace RepoSanitiser.Tests.Disclosure.Policies;

public sealed class PolicyCatalogueTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_default_is_the_seeds_five_or_fewer_with_its_three_contacts()
    {
        var policy = PolicyCatalogue.Get(PolicyCatalogue.Default);

        Assert.Equal((5, 0, 16 << 20, 5000), (policy.SmallCountMax, policy.RoundingBase, policy.MaxBytes, policy.MaxRows));
        Assert.Equal(3, policy.Contacts.Count);
        Assert.Superset(new HashSet<string>(["rds", "feather", "csv.gz"], StringComparer.Ordinal), policy.RefusedTypes.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_policy_that_comes_with_the_tool_loads() =>
        Assert.All(PolicyCatalogue.Ids, id => Assert.Equal(id, PolicyCatalogue.Get(id).Id));

    [Fact]
    public void A_later_policy_takes_what_it_does_not_say_from_the_one_it_extends()
    {
        var policy = PolicyCatalogue.Get("midpoint6");

        Assert.Equal((5, 6, true), (policy.SmallCountMax, policy.RoundingBase, policy.Midpoint6));
        Assert.Equal(PolicyCatalogue.Get(PolicyCatalogue.Default).RefusedTypes, policy.RefusedTypes);
    }

    [Theory]
    [InlineData("2019-01-01", "opensafely-2021")]
    [InlineData("2022-12-31", "opensafely-2021")]
    [InlineData("2023-01-01", "opensafely-2023")]
    public void A_day_has_the_policy_that_was_in_force(string day, string expected) =>
        Assert.Equal(expected, PolicyCatalogue.AsOf(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).Id);

    [Fact]
    public void A_users_own_file_extends_a_policy()
    {
        var policy = PolicyCatalogue.Get(Write("mine.yaml", "id: mine\nextends: opensafely-2021\nsmallCountMax: 9\n"));

        Assert.Equal(("mine", 9, 5000), (policy.Id, policy.SmallCountMax, policy.MaxRows));
    }

    [Fact]
    public void A_policy_may_name_the_key_that_backups_are_encrypted_for()
    {
        const string key = "0123456789ABCDEF0123456789ABCDEF01234567";

        Assert.Null(PolicyCatalogue.Get(PolicyCatalogue.Default).BackupRecipient);
        Assert.Equal(key, PolicyCatalogue.Get(Write("mine.yaml", $"id: mine\nextends: opensafely-2021\nbackupRecipient: {key}\n")).BackupRecipient);
    }

    [Fact]
    public void The_seeds_policy_redacts_two_rows_at_least_and_todays_the_least_that_holds()
    {
        var (then, now) = (PolicyCatalogue.Get("opensafely-2021"), PolicyCatalogue.Get("opensafely-2023"));

        Assert.Equal((RedactionUnit.Row, 2), (then.Unit, then.RedactAtLeastRows));
        Assert.Equal((RedactionUnit.Cell, 1), (now.Unit, now.RedactAtLeastRows));
    }

    [Fact]
    public void A_users_own_file_says_what_is_redacted_and_when_a_sum_is_dominated()
    {
        var policy = PolicyCatalogue.Get(Write("mine.yaml", "id: mine\nextends: opensafely-2021\nunit: table\ndominancePercent: 80\npriorPercent: 15\n"));

        Assert.Equal((RedactionUnit.Table, 2, 80, 15), (policy.Unit, policy.RedactAtLeastRows, policy.DominancePercent, policy.PriorPercent));
    }

    [Theory]
    [InlineData("id: mine\nextends: opensafely-2021\nbackupRecipient: someone@example.org\n")]
    [InlineData("id: mine\nextends: opensafely-2021\nunit: column\n")]
    [InlineData("id: mine\nextends: opensafely-2021\nmidpoint6: maybe\n")]
    [InlineData("id: mine\n")]
    [InlineData("extends: opensafely-2021\n")]
    [InlineData("id: mine\nextends: opensafely-2021\nsmallCountMax: some\n")]
    [InlineData("id: mine\nextends: opensafely-2021\nsmallCounts: 3\n")]
    [InlineData("id: mine\nextends: wrong.yaml\n")]
    [InlineData("id: [mine\n")]
    [InlineData("- id\n")]
    [InlineData("")]
    public void A_wrong_file_is_a_usage_error_that_names_it(string content)
    {
        var error = Assert.Throws<ReposanException>(() => PolicyCatalogue.Get(Write("wrong.yaml", content)));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains("wrong.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_a_usage_error_that_lists_the_known_ones() =>
        Assert.Contains("opensafely-2023", Assert.Throws<ReposanException>(() => PolicyCatalogue.Get("opensafely-1999")).Message, StringComparison.Ordinal);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
