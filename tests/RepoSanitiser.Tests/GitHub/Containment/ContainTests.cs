using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Containment;
using RepoSanitiser.GitHub.Containment.Effects;
using RepoSanitiser.GitHub.RemoteProof;
using RepoSanitiser.TestKit.GitHub;

namespace RepoSanitiser.Tests.GitHub.Containment;

public sealed class ContainTests : IAsyncLifetime
{
    private Contained _study = null!;

    public async Task InitializeAsync() => _study = await Contained.MakeAsync();

    public async Task DisposeAsync() => await _study.DisposeAsync();

    [Fact]
    public async Task A_plan_changes_nothing_and_names_what_is_lost()
    {
        var report = await _study.PlanAsync();
        Assert.DoesNotContain(_study.StandIn.Exchanges, e => e.IsWrite);
        Assert.Empty(report.Unread);
        Assert.IsType<SetVisibility>(report.Steps[0].Effect);
        Assert.Contains(report.Losses, l => l.Contains("Public forks (2)", StringComparison.Ordinal));
        Assert.Contains(report.Losses, l => l.StartsWith("Stars (2)", StringComparison.Ordinal));
        Assert.Contains(report.Losses, l => l.Contains("secret of webhook", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Clean, report.Code);
    }

    [Fact]
    public async Task Everything_is_closed_and_the_first_change_makes_it_private()
    {
        var report = await _study.ApplyAsync();
        Assert.All(report.Steps, s => Assert.True(s.IsReached, $"{s.Effect.Says}: {s.Reason}"));
        var first = _study.StandIn.Exchanges.First(e => e.IsWrite);
        Assert.Equal(("PATCH", "/repos/study-org/study"), (first.Method, first.Path));
        Assert.True(first.Number < 12, "Too much is read before it is private.");
        var study = _study.Study;
        Assert.Equal("private", study.Visibility);
        Assert.Equal((Role.Maintain, Role.Pull, Role.Pull), (study.Collaborators["author"], study.Collaborators["guest"], study.Collaborators["reader"]));
        Assert.Empty(study.Invitations);
        Assert.Empty(study.Keys);
        Assert.All(study.Hooks, h => Assert.False(h.Active));
        Assert.Null(study.Pages);
        Assert.False(study.Actions["enabled"]!.GetValue<bool>());
        Assert.All(study.Runs, r => Assert.Equal("completed", r.Status));
        Assert.Equal("code", Assert.Single(study.Artifacts).Name);
        Assert.Equal("code.txt", Assert.Single(Assert.Single(study.Releases).Assets).Name);
        Assert.Single(study.Caches);
        Assert.Equal(2, report.Snapshot.Forks.Count);
        Assert.Equal(ExitCode.Clean, report.Code);
    }

    [Fact]
    public async Task Doing_it_again_changes_nothing_more_and_keeps_the_first_snapshot()
    {
        var first = await _study.ApplyAsync();
        var before = _study.StandIn.Exchanges.Count(e => e.IsWrite);
        var second = await _study.ApplyAsync();
        Assert.Equal((first.Incident, ExitCode.Clean), (second.Incident, second.Code));
        Assert.Equal(before, _study.StandIn.Exchanges.Count(e => e.IsWrite));
        Assert.Equal("public", second.Snapshot.Repository.Seen);
        Assert.Single(second.Snapshot.DeployKeys);
    }

    [Fact]
    public async Task Without_permission_to_change_visibility_nothing_is_written()
    {
        _study.Sample.Caller.Lacks.Add("administration=write");
        var report = await _study.ApplyAsync();
        Assert.Equal(ExitCode.Refused, report.Code);
        Assert.Contains("NOT closed", report.Refusal, StringComparison.Ordinal);
        Assert.Contains("administration=write", report.Refusal, StringComparison.Ordinal);
        Assert.All(_study.StandIn.Exchanges.Where(e => e.IsWrite), e => Assert.Equal(("PATCH", 403), (e.Method, e.Status)));
        Assert.Equal("public", _study.Study.Visibility);
    }

    [Fact]
    public async Task Somebody_who_is_no_admin_is_told_before_anything_is_tried()
    {
        _study.StandIn.World.Organisations["study-org"].Members["responder"] = false;
        var refused = await Assert.ThrowsAsync<ReposanException>(() => _study.ApplyAsync());
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.DoesNotContain(_study.StandIn.Exchanges, e => e.IsWrite);
    }

    [Fact]
    public async Task Another_permission_that_lacks_skips_its_own_step_alone()
    {
        _study.Sample.Caller.Lacks.Add("pages=write");
        _study.Sample.Caller.Lacks.Add("repository_hooks=read");
        var report = await _study.ApplyAsync();
        Assert.Equal(ExitCode.Failed, report.Code);
        var open = Assert.Single(report.Steps, s => !s.IsReached);
        Assert.Equal((typeof(SetPages), StepOutcome.NotAllowed), (open.Effect.GetType(), open.Outcome));
        Assert.Equal(Parts.Webhooks, Assert.Single(report.Unread).Part);
        Assert.Equal("private", _study.Study.Visibility);
        Assert.Empty(_study.Study.Keys);
    }

    [Fact]
    public async Task A_site_that_the_token_can_not_see_is_never_taken_for_none()
    {
        _study.StandIn.Faults = e => e.Path.EndsWith("/pages", StringComparison.Ordinal) ? new Fault.Status(404) : null;
        var report = await _study.ApplyAsync();
        Assert.Equal((ExitCode.Incomplete, Parts.Pages), (report.Code, Assert.Single(report.Unread).Part));
        _study.StandIn.Faults = null;
        Assert.Equal(ExitCode.Clean, (await _study.ApplyAsync()).Code);
        Assert.Null(_study.Study.Pages);
    }

    [Fact]
    public async Task A_file_that_is_listed_and_can_not_be_read_is_never_taken_for_clean()
    {
        _study.StandIn.Faults = e => e is { Method: "GET" } && e.Path.Contains("/assets/", StringComparison.Ordinal) ? new Fault.Status(404) : null;
        var report = await _study.ApplyAsync();
        Assert.Equal((ExitCode.Incomplete, 2), (report.Code, report.Unread.Count(u => u.Part.StartsWith("release file", StringComparison.Ordinal))));
        Assert.Equal(2, Assert.Single(_study.Study.Releases).Assets.Count);
    }

    [Fact]
    public async Task A_fork_of_a_public_repository_is_never_called_closed()
    {
        _study.Study.Parent = _study.StandIn.Host("upstream/original", _study.Sample.Local);
        var report = await _study.ApplyAsync();
        Assert.Equal("public", _study.Study.Visibility);
        Assert.NotEqual(ExitCode.Clean, report.Code);
        Assert.Contains("a fork of a public repository", report.Refusal, StringComparison.Ordinal);
        Assert.Single(_study.StandIn.Exchanges, e => e.IsWrite);
    }

    [Fact]
    public async Task Nothing_happens_to_somebody_who_does_not_agree()
    {
        var report = await _study.ApplyAsync(_ => false);
        Assert.Equal(ExitCode.Refused, report.Code);
        Assert.DoesNotContain(_study.StandIn.Exchanges, e => e.IsWrite);
    }

    [Fact]
    public async Task Removing_people_says_what_it_deletes_and_is_asked_for_by_itself()
    {
        _study.Options = new ContainOptions { Remove = true };
        var asked = new List<ContainPlan>();
        var report = await _study.ApplyAsync(plan =>
        {
            asked.Add(plan);
            return asked.Count == 1;
        });
        Assert.Equal(2, asked.Count);
        Assert.All(asked[1].Rest, e => Assert.Null(Assert.IsType<SetRole>(e).To));
        Assert.Equal(Role.Push, _study.Study.Collaborators["guest"]);
        Assert.Empty(_study.Study.Keys);
        Assert.Equal(ExitCode.Failed, report.Code);
        await _study.ApplyAsync();
        Assert.False(_study.Study.Collaborators.ContainsKey("guest"));
        Assert.True(_study.Study.Collaborators.ContainsKey("author"));
    }

    [Fact]
    public async Task An_archived_repository_is_taken_out_first_and_put_back_last()
    {
        _study.Study.Archived = true;
        Assert.Equal(ExitCode.Clean, (await _study.ApplyAsync()).Code);
        Assert.Equal(("private", false), (_study.Study.Visibility, _study.Study.Archived));
        Assert.Equal(ExitCode.Clean, (await _study.RestoreAsync()).Code);
        Assert.Equal(("public", true), (_study.Study.Visibility, _study.Study.Archived));
    }

    [Fact]
    public async Task All_is_put_back_but_what_the_report_names()
    {
        _study.Options = new ContainOptions { Remove = true, ClosePulls = true };
        var study = _study.Study;
        var (source, actions) = (study.Pages!["source"]!.ToJsonString(), study.Actions.ToJsonString());
        await _study.ApplyAsync();
        Assert.All(study.Pulls, p => Assert.Equal("closed", p.State));
        var report = await _study.RestoreAsync();
        Assert.All(report.Steps, s => Assert.True(s.IsReached, $"{s.Effect.Says}: {s.Reason}"));
        Assert.Equal(ExitCode.Clean, report.Code);
        Assert.Equal("public", study.Visibility);
        Assert.Equal((source, actions), (study.Pages!["source"]!.ToJsonString(), study.Actions.ToJsonString()));
        Assert.True(study.Pages["https_enforced"]!.GetValue<bool>());
        Assert.Equal(["guest", "invited", "reader"], study.Invitations.Select(i => i.Login).Order(StringComparer.Ordinal));
        Assert.Equal("ssh-ed25519 AAAAmadeup1", Assert.Single(study.Keys).Key);
        Assert.True(Assert.Single(study.Hooks).Active);
        Assert.All(study.Pulls, p => Assert.Equal("open", p.State));
        Assert.Empty(report.Notes);
        foreach (var loss in (string[])["Stars", "Watchers", "Public forks", "secret of webhook", "guest has access again", "Artifacts", "Release files", "Workflow runs"])
            Assert.Contains(report.Losses, l => l.Contains(loss, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_put_back_and_could_not_be_compared_is_compared_when_it_is_asked_for_again()
    {
        await _study.ApplyAsync();
        _study.StandIn.Faults = e => e.Path.EndsWith("/branches", StringComparison.Ordinal) ? new Fault.Status(401) : null;
        var report = await _study.RestoreAsync();
        Assert.Equal((ExitCode.Incomplete, "public"), (report.Code, _study.Study.Visibility));
        _study.StandIn.Faults = null;
        report = await _study.RestoreAsync();
        Assert.Equal(ExitCode.Clean, report.Code);
        Assert.All(report.Steps, s => Assert.Equal(StepOutcome.AlreadySo, s.Outcome));
        await Assert.ThrowsAsync<ReposanException>(() => _study.RestoreAsync());
    }

    [Fact]
    public async Task It_is_not_put_back_while_nothing_shows_that_the_leak_is_gone()
    {
        var incident = _study.Incidents.Open((await _study.ApplyAsync()).Incident);
        Assert.Equal(ExitCode.Refused, (await Assert.ThrowsAsync<ReposanException>(() => _study.RestoreAsync(despiteLeak: false))).Code);
        incident.Record.Result(RemoteProver.Action, SampleWorld.FullName, null, new System.Text.Json.Nodes.JsonObject { ["verdict"] = "remains" });
        Assert.Contains("found the leak", (await Assert.ThrowsAsync<ReposanException>(() => _study.RestoreAsync(despiteLeak: false))).Message, StringComparison.Ordinal);
        Assert.Equal("private", _study.Study.Visibility);
        incident.Record.Result(RemoteProver.Action, SampleWorld.FullName, null, new System.Text.Json.Nodes.JsonObject { ["verdict"] = "gone" });
        await _study.RestoreAsync(despiteLeak: false);
        Assert.Equal("public", _study.Study.Visibility);
    }

    [Fact]
    public async Task A_change_that_GitHub_only_says_it_made_is_a_failure()
    {
        _study.StandIn.Faults = e => e is { Method: "PUT", Path: "/repos/study-org/study/actions/permissions" } ? new Fault.NoEffect() : null;
        var report = await _study.ApplyAsync();
        Assert.Equal(StepOutcome.Failed, Assert.Single(report.Steps, s => !s.IsReached).Outcome);
        Assert.Equal(ExitCode.Failed, report.Code);
        _study.StandIn.Faults = null;
        Assert.Equal(ExitCode.Clean, (await _study.ApplyAsync()).Code);
    }

    [Fact]
    public async Task A_run_that_was_killed_in_the_middle_goes_on_from_the_snapshot_of_before()
    {
        var writes = 0;
        _study.Options = new ContainOptions { ClosePulls = true };
        using var kill = new CancellationTokenSource();
        _study.StandIn.Faults = e =>
        {
            if (e.IsWrite && ++writes == 4) kill.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _study.ApplyAsync(cancelled: kill.Token));
        _study.StandIn.Faults = null;
        var report = await _study.ApplyAsync();
        Assert.Equal(Assert.Single(_study.Incidents.List()), report.Incident);
        Assert.All(report.Steps, s => Assert.True(s.IsReached, $"{s.Effect.Says}: {s.Reason}"));
        Assert.Equal(("public", 1, 1), (report.Snapshot.Repository.Seen, report.Snapshot.Invitations.Count, report.Snapshot.DeployKeys.Count));
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_no_failure_where_what_was_asked_for_shows()
    {
        var lost = new HashSet<string>(StringComparer.Ordinal);
        _study.StandIn.Faults = e => e.IsWrite && lost.Add(e.Path) ? new Fault.AnswerLost() : null;
        var report = await _study.ApplyAsync();
        Assert.All(report.Steps, s => Assert.True(s.IsReached, $"{s.Effect.Says}: {s.Reason}"));
        Assert.Equal("private", _study.Study.Visibility);
    }

    [Fact]
    public async Task A_repository_that_was_renamed_is_contained_and_restored_by_its_new_name()
    {
        await _study.ApplyAsync();
        _study.Study.FormerNames.Add(_study.Study.FullName);
        _study.Study.Name = "study-two";
        var report = await _study.RestoreAsync();
        Assert.Equal(("study-org/study-two", "public", ExitCode.Clean), (report.Repository, _study.Study.Visibility, report.Code));
        Assert.NotNull(_study.Study.Pages);
    }

    [Fact]
    public async Task A_repository_that_is_renamed_in_the_middle_is_contained_to_the_end()
    {
        _study.StandIn.Faults = e =>
        {
            if (e is { IsWrite: false } or { Method: "PATCH" } || _study.Study.Name != "study") return null;
            _study.Study.Name = "study-two";
            _study.Study.FormerNames.Add(SampleWorld.FullName);
            return null;
        };
        var report = await _study.ApplyAsync();
        Assert.True(report.Code == ExitCode.Clean, string.Join("; ", report.Steps.Where(s => !s.IsReached)));
        Assert.Contains(_study.StandIn.Exchanges, e => e is { IsWrite: true, Status: 307 });
        Assert.Equal(("private", 0), (_study.Study.Visibility, _study.Study.Keys.Count));
    }

    [Fact]
    public async Task On_a_free_plan_the_site_goes_down_with_the_visibility_and_comes_back_with_it()
    {
        _study.StandIn.World.Organisations["study-org"].Plan = "free";
        var before = RepositoryState.Of(_study.Study);
        var report = await _study.ApplyAsync();
        Assert.Equal(StepOutcome.AlreadySo, Assert.Single(report.Steps, s => s.Effect is SetPages).Outcome);
        // A private repository of this plan does not show its protections: what could not be read is said.
        Assert.Equal(ExitCode.Incomplete, report.Code);
        Assert.Equal([Parts.Protections, Parts.Rulesets], report.Unread.Select(u => u.Part));
        Assert.Contains(report.Notes, n => n.Contains("GitHub Free", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Clean, (await _study.RestoreAsync()).Code);
        Assert.DoesNotContain(RepositoryState.Differences(before, RepositoryState.Of(_study.Study)), p => p is "pages" or "protections" or "rulesets");
    }

    [Fact]
    public async Task What_GitHub_shows_late_is_waited_for()
    {
        _study.StandIn.Lag = 3;
        Assert.Equal(ExitCode.Clean, (await _study.ApplyAsync()).Code);
        Assert.Equal("private", _study.Study.Visibility);
        var restored = await _study.RestoreAsync();
        Assert.True(restored.Code == ExitCode.Clean, string.Join("; ", restored.Steps.Where(s => !s.IsReached)));
        Assert.Equal("public", _study.Study.Visibility);
    }

    [Fact]
    public async Task What_GitHub_does_not_show_in_time_is_not_called_done()
    {
        _study.StandIn.Lag = 100;
        var report = await _study.ApplyAsync();
        Assert.Equal(ExitCode.Failed, report.Code);
        Assert.DoesNotContain(report.Steps, s => s.IsReached);
        _study.StandIn.Lag = 0;
        Assert.Equal(ExitCode.Clean, (await _study.ApplyAsync()).Code);
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("result")]
    public async Task Where_the_record_can_not_be_written_any_more_it_stops_and_says_what_was_done(string phase)
    {
        // A folder in the place of the file that the record's last hash is kept in: nobody can write that, not even root.
        string? Head() => _study.Incidents.List() is [var id] ? _study.Incidents.Open(id).PathOf("record.head.new") : null;
        _study.StandIn.Faults = e =>
        {
            if (phase is "result" ? e.IsWrite : e is { Method: "GET", Path: "/repos/study-org/study/invitations" }) Directory.CreateDirectory(Head()!);
            return null;
        };
        var report = await _study.ApplyAsync();
        Assert.Equal((ExitCode.Failed, "private"), (report.Code, _study.Study.Visibility));
        Assert.Contains("can't be written", report.Refusal, StringComparison.Ordinal);
        Assert.Equal(StepOutcome.Done, report.Steps[0].Outcome);
        Assert.NotEmpty(_study.Study.Keys);
        _study.StandIn.Faults = null;
        Directory.Delete(Head()!);
        Assert.Equal(ExitCode.Clean, (await _study.ApplyAsync()).Code);
        Assert.Empty(_study.Study.Keys);
    }

    [Fact]
    public async Task A_snapshot_that_was_changed_is_refused()
    {
        var incident = _study.Incidents.Open((await _study.ApplyAsync()).Incident);
        var file = incident.PathOf("snapshot.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"guest\"", "\"eve\"", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Refused, (await Assert.ThrowsAsync<ReposanException>(() => _study.RestoreAsync())).Code);
        Assert.Equal("private", _study.Study.Visibility);
    }
}
