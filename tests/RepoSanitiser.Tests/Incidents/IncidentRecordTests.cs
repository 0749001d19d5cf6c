using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Incidents;
using RepoSanitiser.TestKit;

namespace RepoSanitiser.Tests.Incidents;

public sealed class IncidentRecordTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Incident _incident;

    public IncidentRecordTests() => _incident = SomeIncidents.Store(_folder).Create();

    private string RecordFile => _incident.PathOf("record.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_read_back_as_they_were_written_and_name_the_line_before()
    {
        _incident.Record.Intent("purge.refs", "refs/heads/main", before: "old", after: "new");
        var head = _incident.Record.Result("purge.refs", "refs/heads/main", after: "new");
        var entries = _incident.Record.Read();
        Assert.Equal([1L, 2L], entries.Select(e => e.Seq));
        Assert.Equal(["tester", "tester"], entries.Select(e => e.Actor));
        Assert.Equal([RecordPhase.Intent, RecordPhase.Result], entries.Select(e => e.Step.Phase));
        Assert.Equal("old", (string?)entries[0].Step.Before);
        Assert.Null(entries[1].Step.Before);
        Assert.Equal(entries[0].Hash, entries[1].PrevHash);
        Assert.Equal(new RecordHead(2, entries[1].Hash), head);
        Assert.Equal(head, _incident.Record.Head);
        Assert.True(_incident.Record.Has(head));
    }

    [Fact]
    public void An_effect_has_its_intent_before_it_and_its_result_after_it()
    {
        var linesDuring = 0;
        _incident.Record.Around("purge.gc", "here", null, null, () =>
        {
            linesDuring = File.ReadAllLines(RecordFile).Length;
            return "done";
        });
        Assert.Equal(1, linesDuring);
        Assert.Equal("done", (string?)_incident.Record.Read()[1].Step.After);
    }

    [Fact]
    public void A_failed_effect_is_recorded_by_its_kind_and_without_its_text()
    {
        Assert.Throws<InvalidDataException>(() =>
            _incident.Record.Around("purge.gc", "here", null, null, () => throw new InvalidDataException("9434765919")));
        Assert.Equal("InvalidDataException", (string?)_incident.Record.Read()[1].Step.After!["failed"]);
        Assert.DoesNotContain("9434765919", File.ReadAllText(RecordFile), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_intent_cannot_be_recorded_the_effect_does_not_run()
    {
        File.Delete(RecordFile);
        Directory.CreateDirectory(RecordFile);
        var ran = false;
        var refusal = Assert.Throws<ReposanException>(() => _incident.Record.Around("purge.gc", "here", null, null, () =>
        {
            ran = true;
            return null;
        }));
        Assert.Equal(ExitCode.Refused, refusal.Code);
        Assert.False(ran);
    }

    [Fact]
    public void Any_changed_byte_is_seen()
    {
        for (var i = 0; i < 4; i++) _incident.Record.Intent("purge.refs", $"refs/heads/{i}");
        var whole = File.ReadAllBytes(RecordFile);
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 1;
            File.WriteAllBytes(RecordFile, changed);
            Assert.False(_incident.Record.Verify().IsWhole, $"byte {at}");
        }

        File.WriteAllBytes(RecordFile, whole);
        Assert.True(_incident.Record.Verify().IsWhole);
    }

    [Fact]
    public void Lines_left_out_swapped_repeated_or_cut_off_are_seen_and_nothing_is_appended_to_them()
    {
        for (var i = 0; i < 4; i++) _incident.Record.Intent("purge.refs", $"refs/heads/{i}");
        var lines = File.ReadAllLines(RecordFile);
        string[][] tampered =
        [
            lines[..3], [], [lines[0], .. lines[2..]], [lines[1], lines[0], .. lines[2..]], [.. lines, lines[3]], [.. lines[..2], "{}", .. lines[2..]],
        ];
        foreach (var some in tampered)
        {
            File.WriteAllText(RecordFile, string.Concat(some.Select(l => l + "\n")));
            Assert.False(_incident.Record.Verify().IsWhole);
            Assert.Throws<ReposanException>(() => _incident.Record.Read());
        }

        File.WriteAllText(RecordFile, string.Concat(lines[..3].Select(l => l + "\n")));
        Assert.Throws<ReposanException>(() => _incident.Record.Intent("purge.refs", "more"));
    }

    [Fact]
    public void A_record_whose_head_was_taken_away_or_changed_is_not_whole()
    {
        _incident.Record.Intent("purge.refs", "refs/heads/main");
        var head = _incident.PathOf("record.head");
        var text = File.ReadAllText(head);
        File.WriteAllText(head, text.Replace("1 ", "0 ", StringComparison.Ordinal));
        Assert.False(_incident.Record.Verify().IsWhole);
        File.Delete(head);
        Assert.False(_incident.Record.Verify().IsWhole);
    }

    [Fact]
    public void A_line_torn_by_a_kill_counts_for_nothing_and_is_written_over()
    {
        _incident.Record.Intent("purge.refs", "refs/heads/main");
        File.AppendAllText(RecordFile, "{\"seq\":2,\"time\":\"2027-01-31T12");
        Assert.True(_incident.Record.Verify().IsWhole);
        _incident.Record.Intent("x", "y");
        Assert.Equal(["purge.refs", "x"], _incident.Record.Read().Select(e => e.Step.Action));
        Assert.Equal(2, File.ReadAllLines(RecordFile).Length);
    }

    [Fact]
    public void Lines_written_before_a_kill_that_kept_their_hash_from_being_kept_are_gone_on_from()
    {
        _incident.Record.Intent("purge.refs", "1");
        var head = File.ReadAllBytes(_incident.PathOf("record.head"));
        _incident.Record.Intent("purge.refs", "2");
        _incident.Record.Intent("purge.refs", "3");
        File.WriteAllBytes(_incident.PathOf("record.head"), head);
        _incident.Record.Intent("purge.refs", "4");
        Assert.Equal(["1", "2", "3", "4"], _incident.Record.Read().Select(e => e.Step.Target));
    }

    [Fact]
    public void A_record_signed_with_another_key_says_so()
    {
        _incident.Record.Intent("purge.refs", "refs/heads/main");
        var other = new FingerprintKey(Encoding.ASCII.GetBytes(new string('x', FingerprintKey.Length)));
        Assert.False(SomeIncidents.Store(_folder, other).Open(_incident.Id).Record.Verify().IsWhole);
    }

    [Fact]
    public void Many_writers_at_once_make_one_chain()
    {
        var writers = Enumerable.Range(0, 4).Select(_ => SomeIncidents.Store(_folder).Open(_incident.Id)).ToList();
        var each = Scale.Of(10, 100);
        Parallel.ForEach(writers, writer =>
        {
            for (var i = 0; i < each; i++) writer.Record.Intent("purge.refs", $"{i}");
        });
        Assert.Equal(4 * each, _incident.Record.Read().Count);
    }
}
