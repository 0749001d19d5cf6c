using System.Text.Json.Nodes;
using RepoSanitiser.Core;
using RepoSanitiser.GitHub.Client;
using RepoSanitiser.GitHub.Containment.Effects;
using RepoSanitiser.Incidents;

namespace RepoSanitiser.GitHub.Containment;

/// <summary>How a step ended.</summary>
public enum StepOutcome
{
    /// <summary>Done, and seen to be done.</summary>
    Done,

    /// <summary>It was so before, or was done by an earlier run.</summary>
    AlreadySo,

    /// <summary>The token may not do it, or GitHub does not allow it: skipped.</summary>
    NotAllowed,

    /// <summary>It failed, or what GitHub says now does not show it.</summary>
    Failed,

    /// <summary>Not tried, because of what came before.</summary>
    NotTried,
}

/// <summary>A step and how it ended.</summary>
/// <param name="Effect">What was to be done.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why, where it was not done.</param>
public sealed record StepResult(Effect Effect, StepOutcome Outcome, string? Reason = null)
{
    /// <summary>Whether it is as it should be.</summary>
    public bool IsReached => Outcome is StepOutcome.Done or StepOutcome.AlreadySo;
}

/// <summary>
/// Carries out effects: each is recorded, done, read back and recorded. What GitHub says of a change counts for nothing; what it shows
/// afterwards does, and it is given some time to show it. Effects of one kind are read back together.
/// </summary>
/// <param name="github">GitHub.</param>
/// <param name="name">The repository.</param>
/// <param name="record">The incident's record.</param>
/// <param name="command">What the record calls the whole: <c>contain</c> or <c>restore</c>.</param>
/// <param name="clock">The clock.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class Applier(IGitHub github, RepositoryName name, IncidentRecord record, string command, TimeProvider clock, IProgressSink progress)
{
    private const int MostRefusals = 3;
    private static readonly int[] SecondsBetweenReads = [1, 2, 4, 8, 15, 30];

    private string? _stopped;

    /// <summary>Why the record could not be written, and nothing was done from then on; null where it could.</summary>
    public string? Unrecorded { get; private set; }

    /// <summary>Carries out effects in order.</summary>
    public async Task<IReadOnlyList<StepResult>> ApplyAsync(IReadOnlyList<Effect> effects, CancellationToken cancelled)
    {
        var results = new List<StepResult>();
        for (var begin = 0; begin < effects.Count;)
        {
            var end = begin + 1;
            while (end < effects.Count && effects[end].Kind == effects[begin].Kind) end++;
            results.AddRange(await ApplyKindAsync([.. effects.Skip(begin).Take(end - begin)], cancelled));
            begin = end;
        }

        return results;
    }

    private async Task<IReadOnlyList<StepResult>> ApplyKindAsync(List<Effect> effects, CancellationToken cancelled)
    {
        var results = new Dictionary<Effect, StepResult>();
        var todo = new List<Effect>();
        foreach (var (effect, isReached) in await ReadAsync(effects, cancelled))
        {
            if (isReached == true) results[effect] = new StepResult(effect, StepOutcome.AlreadySo);
            else todo.Add(effect);
        }

        var failures = await DoAsync(todo, results, cancelled);
        foreach (var effect in todo.Where(e => !results.ContainsKey(e)).ToList()) results[effect] = Judge(effect, false, failures.GetValueOrDefault(effect));
        await VerifyAsync(todo, failures, results, cancelled);
        foreach (var effect in todo.Where(e => results[e].Outcome != StepOutcome.NotTried))
        {
            var after = new JsonObject { ["reached"] = results[effect].IsReached };
            if (failures.TryGetValue(effect, out var failure)) after["failure"] = failure.Failure.ToString();
            Recorded(() => record.Result(ActionOf(effect), effect.Target, null, after));
        }

        return [.. effects.Select(e => results[e])];
    }

    /// <summary>Writes to the record. Where that fails nothing more is done; what was done until then has to be told.</summary>
    private bool Recorded(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (ReposanException e)
        {
            _stopped ??= Unrecorded ??= e.Message;
            return false;
        }
    }

    private string ActionOf(Effect effect) => $"{command}.{effect.Kind}";

    /// <summary>Does each, and says what failed. A kind that is refused several times in a row is given up: the token may not do it at all.</summary>
    private async Task<Dictionary<Effect, GitHubException>> DoAsync(List<Effect> todo, Dictionary<Effect, StepResult> results, CancellationToken cancelled)
    {
        var failures = new Dictionary<Effect, GitHubException>();
        var refusals = 0;
        for (var i = 0; i < todo.Count; i++)
        {
            var effect = todo[i];
            var stop = _stopped ?? (refusals >= MostRefusals ? $"GitHub refused {MostRefusals} of its kind in a row." : null);
            if (stop is not null)
            {
                results[effect] = new StepResult(effect, StepOutcome.NotTried, stop);
                continue;
            }

            progress.Report(effect.Kind, i, todo.Count);
            if (!Recorded(() => record.Intent(ActionOf(effect), effect.Target, effect.Before, effect.After)))
            {
                results[effect] = new StepResult(effect, StepOutcome.NotTried, Unrecorded);
                continue;
            }

            try
            {
                await effect.ApplyAsync(github, cancelled);
                refusals = 0;
            }
            catch (GitHubException e)
            {
                failures[effect] = e;
                refusals = e.Failure is GitHubFailure.Forbidden or GitHubFailure.NotFound ? refusals + 1 : 0;
                if (e.Failure is GitHubFailure.Unauthorised or GitHubFailure.Limited) _stopped = e.Message;
            }
        }

        return failures;
    }

    /// <summary>Reads back what was done until it shows, or the time for that is over.</summary>
    private async Task VerifyAsync(List<Effect> todo, Dictionary<Effect, GitHubException> failures, Dictionary<Effect, StepResult> results, CancellationToken cancelled)
    {
        var open = todo.Where(e => results[e].Outcome != StepOutcome.NotTried).ToList();
        for (var attempt = 0; open.Count > 0; attempt++)
        {
            foreach (var (effect, isReached) in await ReadAsync(open, cancelled))
            {
                results[effect] = isReached is { } known
                    ? Judge(effect, known, failures.GetValueOrDefault(effect))
                    : new StepResult(effect, StepOutcome.Failed, "It could not be read back, so nobody knows whether it was done.");
            }

            // What GitHub refused will not show by waiting.
            open = [.. open.Where(e => !results[e].IsReached && failures.GetValueOrDefault(e) is null or { Failure: GitHubFailure.Uncertain })];
            if (attempt == SecondsBetweenReads.Length || open.Count == 0) return;
            progress.Report("waiting for GitHub to show what was done", attempt, SecondsBetweenReads.Length);
            await Task.Delay(TimeSpan.FromSeconds(SecondsBetweenReads[attempt]), clock, cancelled);
        }
    }

    /// <summary>Whether each is reached now; null where that can't be read.</summary>
    private async Task<List<(Effect Effect, bool? IsReached)>> ReadAsync(List<Effect> effects, CancellationToken cancelled)
    {
        var now = new Now(github, name, cancelled);
        var read = new List<(Effect, bool?)>();
        foreach (var effect in effects)
        {
            try
            {
                read.Add((effect, await effect.IsReachedAsync(now)));
            }
            catch (GitHubException)
            {
                read.Add((effect, null));
            }
        }

        return read;
    }

    private static StepResult Judge(Effect effect, bool isReached, GitHubException? failure) => (isReached, failure) switch
    {
        (true, _) => new StepResult(effect, StepOutcome.Done),
        (false, null) => new StepResult(effect, StepOutcome.Failed, $"GitHub said that it was done, and what it shows has not changed.{(effect.Keeps is { } keeps ? " " + keeps : "")}"),
        (false, { Failure: GitHubFailure.Forbidden or GitHubFailure.NotFound or GitHubFailure.Declined or GitHubFailure.Conflict }) => new StepResult(effect, StepOutcome.NotAllowed, failure.Message),
        _ => new StepResult(effect, StepOutcome.Failed, failure!.Message),
    };
}
