namespace RepoSanitiser.Core;

/// <summary>How bad it is if the finding is true: from <see cref="Low"/> (tidy up) to <see cref="Critical"/> (act tonight).</summary>
public enum Severity
{
    /// <summary>Worth a look before release.</summary>
    Low,

    /// <summary>An output checker would send it back.</summary>
    Medium,

    /// <summary>Could identify a patient, or is never released.</summary>
    High,

    /// <summary>Identifies people as it stands, or opens other systems.</summary>
    Critical,
}

/// <summary>How sure the rule is that it saw what it names.</summary>
public enum Confidence
{
    /// <summary>The shape fits; little else speaks for it.</summary>
    Low,

    /// <summary>Shape and context agree.</summary>
    Medium,

    /// <summary>Shape, context and a check (digit, arithmetic, label) agree.</summary>
    High,
}
