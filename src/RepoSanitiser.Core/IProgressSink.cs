namespace RepoSanitiser.Core;

/// <summary>Where long work says how far it is. Cheap enough to call for every object, from any thread.</summary>
public interface IProgressSink
{
    /// <summary>Says how far a stage is.</summary>
    /// <param name="stage">What is being done, in a few words (<c>reading objects</c>), without names from the repository.</param>
    /// <param name="done">Steps done.</param>
    /// <param name="total">Steps in all; 0 where that is not known.</param>
    void Report(string stage, long done, long total);
}

/// <summary>Says nothing: for pipes, for <c>--quiet</c> and for tests.</summary>
public sealed class SilentProgress : IProgressSink
{
    private SilentProgress()
    {
    }

    /// <summary>The one instance.</summary>
    public static SilentProgress Instance { get; } = new();

    /// <inheritdoc/>
    public void Report(string stage, long done, long total)
    {
    }
}
