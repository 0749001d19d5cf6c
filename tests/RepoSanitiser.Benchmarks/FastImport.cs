using System.Globalization;
using System.Text;

namespace RepoSanitiser.Benchmarks;

/// <summary>Writes the stream that <c>git fast-import</c> reads.</summary>
/// <param name="stream">Standard input of <c>git fast-import</c>, buffered.</param>
public sealed class FastImport(Stream stream)
{
    private int _mark;

    /// <summary>Content written so far, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins a commit on a branch; files follow.</summary>
    /// <param name="branch">The branch's short name.</param>
    /// <param name="date">Author and committer date.</param>
    /// <param name="message">The message.</param>
    /// <param name="parents">Marks of the parents, first one first; none goes on from the branch's tip.</param>
    /// <returns>The commit's mark.</returns>
    public int Commit(string branch, DateTimeOffset date, string message, params ReadOnlySpan<int> parents)
    {
        Line($"commit refs/heads/{branch}\nmark :{++_mark}\ncommitter Study Author <author@study.invalid> {date.ToUnixTimeSeconds()} +0000");
        Data(Encoding.UTF8.GetBytes(message));
        for (var i = 0; i < parents.Length; i++) Line($"{(i == 0 ? "from" : "merge")} :{parents[i]}");
        return _mark;
    }

    /// <summary>Puts a file into the commit begun last.</summary>
    public void File(string path, ReadOnlySpan<byte> content)
    {
        Line($"M 100644 inline {path}");
        Data(content);
    }

    /// <summary>Puts an annotated tag on a commit.</summary>
    public void Tag(string name, int commit, DateTimeOffset date)
    {
        Line($"tag {name}\nfrom :{commit}\ntagger Study Author <author@study.invalid> {date.ToUnixTimeSeconds()} +0000");
        Data(Encoding.UTF8.GetBytes($"Release {name}\n"));
    }

    /// <summary>Ends the stream.</summary>
    public void Done()
    {
        Line($"done");
        stream.Flush();
    }

    private void Line(FormattableString line)
    {
        stream.Write(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture)));
        stream.WriteByte((byte)'\n');
    }

    private void Data(ReadOnlySpan<byte> content)
    {
        Line($"data {content.Length}");
        stream.Write(content);
        stream.WriteByte((byte)'\n');
        Bytes += content.Length;
    }
}
