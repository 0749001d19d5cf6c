using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git.Objects;

namespace RepoSanitiser.History.Scanning;

/// <summary>
/// Judges the blobs of a store, on one thread. Text that only its keywords could make suspicious (source code) is looked at just where
/// it differs from the version it is a delta on: what the base had nothing of can only have come with the change.
/// </summary>
internal sealed class BlobVisitor(BlobJudging judging) : IStoreVisitor<LineTriggers>
{
    private static readonly int BinaryProbe = 8000;

    public LineTriggers Visit(int index, ObjectType type, ReadOnlyMemory<byte> content)
    {
        var triggers = judging.NeedsContent(index) ? LineTriggers.All : judging.Judge.Triggers(content.Span);
        judging.Take(index, content, triggers, IsBinary(content.Span));
        return triggers;
    }

    public LineTriggers VisitDelta(int index, ObjectType type, ReadOnlyMemory<byte> content, LineTriggers baseNode, List<DeltaOp> ops)
    {
        // What is judged in full needs no triggers; what is a delta on it and is not, is looked at as a whole.
        var needed = judging.NeedsContent(index);
        var triggers = needed || baseNode == LineTriggers.All ? LineTriggers.All : baseNode | ChangedTriggers(content.Span, ops);
        if (!needed && triggers.Any && judging.Concerns(index, triggers)) triggers = judging.Judge.Triggers(content.Span);
        judging.Take(index, content, triggers, IsBinary(content.Span));
        return triggers;
    }

    public LineTriggers Revisit(int index, ObjectType type, ReadOnlyMemory<byte> content) => judging.Judge.Triggers(content.Span);

    public void Release(LineTriggers node)
    {
    }

    public bool Wants(int index) => judging.Wants(index);

    private static bool IsBinary(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, BinaryProbe)].Contains((byte)0);

    /// <summary>Triggers of all stretches that the base does not have in one piece, each with the margin that a keyword may reach over.</summary>
    private LineTriggers ChangedTriggers(ReadOnlySpan<byte> content, List<DeltaOp> ops)
    {
        var triggers = LineTriggers.None;
        int start = -1, end = -1;
        for (var i = 0; i < ops.Count; i++)
        {
            var op = ops[i];
            var inserted = op.BaseStart < 0;
            var follows = i > 0 && ops[i - 1] is { BaseStart: >= 0 } before && op.BaseStart == before.BaseStart + before.Length;
            if (!inserted && (i == 0 || follows)) continue;
            var from = Math.Max(0, op.Start - LineTriggers.Margin);
            var to = Math.Min(content.Length, (inserted ? op.Start + op.Length : op.Start) + LineTriggers.Margin);
            if (start >= 0 && from > end)
            {
                triggers |= judging.Judge.Triggers(content[start..end]);
                start = -1;
            }

            if (start < 0) start = from;
            end = to;
        }

        return start < 0 ? triggers : triggers | judging.Judge.Triggers(content[start..end]);
    }
}
