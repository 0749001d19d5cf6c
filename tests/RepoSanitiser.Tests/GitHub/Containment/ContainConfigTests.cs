using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.GitHub.Containment;

namespace RepoSanitiser.Tests.GitHub.Containment;

public sealed class ContainConfigTests
{
    [Fact]
    public void The_sample_tells_those_whom_the_policy_tells_and_keeps_the_organisation()
    {
        var sample = ContainConfig.Read(Path.Combine(Architecture.SourceTree.Root, "runbooks", "reposan.yaml"));
        Assert.Equal(PolicyCatalogue.Get(PolicyCatalogue.Default).Contacts, sample.Contacts);
        Assert.Equal(3, sample.Contacts!.Count);
        Assert.True(sample.Authorised.Organisation);
    }

    [Fact]
    public void Who_is_authorised_is_read_and_nobody_else_is_where_the_organisation_is_not_named()
    {
        var config = Read("authorised:\n  logins: [ann, bob]\n  teams: [study-admins]\n");
        Assert.Equal(["ann", "bob"], config.Authorised.Logins);
        Assert.Equal(["study-admins"], config.Authorised.Teams);
        Assert.False(config.Authorised.Organisation);
        Assert.Null(config.Contacts);
        Assert.Equal(Authorised.Default, Read("").Authorised);
    }

    [Theory]
    [InlineData("authorized: {}", "authorized")]
    [InlineData("authorised: [ann]", "mapping")]
    [InlineData("authorised: {logins: ann}", "logins")]
    [InlineData("authorised: {organisation: yes please}", "organisation")]
    [InlineData("authorised: {login: [ann]}", "login")]
    [InlineData("contacts: [ann]", "contacts")]
    [InlineData("contacts: [{name: Ann}]", "address")]
    public void A_mistake_names_the_file_and_the_field(string yaml, string field)
    {
        var wrong = Assert.Throws<ReposanException>(() => Read(yaml));
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.StartsWith("reposan.yaml:", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(field, wrong.Message, StringComparison.Ordinal);
    }

    private static ContainConfig Read(string yaml) => ContainConfig.Read(new StringReader(yaml), "reposan.yaml");
}
