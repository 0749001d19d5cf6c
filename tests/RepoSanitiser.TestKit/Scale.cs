namespace RepoSanitiser.TestKit;

/// <summary>How large loops are: small everywhere, and as large as they are meant to be where <c>REPOSAN_TEST_SCALE=full</c>.</summary>
public static class Scale
{
    /// <summary>Whether loops run at their full size.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("REPOSAN_TEST_SCALE") is "full";

    /// <summary>The size of a loop.</summary>
    public static int Of(int small, int full) => IsFull ? full : small;
}
