using Xunit;

namespace RepoSanitiser.TestKit;

/// <summary>A fact that needs a tool: where the machine lacks it, the test is reported skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWhereAttribute : FactAttribute
{
    /// <summary>Needs <paramref name="tool"/>, of version <paramref name="atLeast"/> or newer if that is given.</summary>
    public FactWhereAttribute(Tool tool, string? atLeast = null)
    {
        if (Tools.Missing(tool, atLeast) is { } reason) Skip = reason;
    }
}

/// <summary>A theory that needs a tool: where the machine lacks it, the test is reported skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWhereAttribute : TheoryAttribute
{
    /// <summary>Needs <paramref name="tool"/>, of version <paramref name="atLeast"/> or newer if that is given.</summary>
    public TheoryWhereAttribute(Tool tool, string? atLeast = null)
    {
        if (Tools.Missing(tool, atLeast) is { } reason) Skip = reason;
    }
}

/// <summary>A fact that reads or makes so much that it runs only where <c>REPOSAN_TEST_SCALE=full</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactAtFullScaleAttribute : FactAttribute
{
    /// <summary>Skips with a reason unless the environment asks for full scale.</summary>
    public FactAtFullScaleAttribute()
    {
        if (Environment.GetEnvironmentVariable("REPOSAN_TEST_SCALE") is not "full") Skip = "runs only with REPOSAN_TEST_SCALE=full";
    }
}

/// <summary>A theory that runs only at full scale, as <see cref="FactAtFullScaleAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryAtFullScaleAttribute : TheoryAttribute
{
    /// <summary>Skips with a reason unless the environment asks for full scale.</summary>
    public TheoryAtFullScaleAttribute() => Skip = new FactAtFullScaleAttribute().Skip;
}
