namespace RepoSanitiser.Core;

/// <summary>What the study says of a path, and what its place says: decides which rules apply, never whether content is read.</summary>
public enum OutputLabel
{
    /// <summary>Nothing is known: ordinary files of a repository.</summary>
    None,

    /// <summary>Declared <c>highly_sensitive</c> by some version of <c>project.yaml</c>: never to be in a repository.</summary>
    HighlySensitive,

    /// <summary>Declared <c>moderately_sensitive</c>: may be released after review.</summary>
    ModeratelySensitive,

    /// <summary>In a folder of outputs, released or not (<c>released_outputs/</c>, <c>output/</c>, <c>logs/</c>).</summary>
    Output,

    /// <summary>A codelist: lists of clinical codes, no patients.</summary>
    Codelist,

    /// <summary>Made-up data for testing the analysis: to be declared or explained, never taken for granted.</summary>
    DummyData,
}

/// <summary>All that a judgement of content may know of where the content lies, so that results can be kept by content.</summary>
/// <param name="Extension">Lower case, with its dot; double where the last is a compression (<c>.csv.gz</c>); the whole file name in
/// lower case where that decides (<c>renv.lock</c>, <c>.rhistory</c>); empty for none. Never what may be an identifier.</param>
/// <param name="Label">What the study says of the path.</param>
public readonly record struct FileContext(string Extension, OutputLabel Label)
{
    /// <summary>The extension of content that nothing names: what it is, its bytes alone can say.</summary>
    public const string NamelessExtension = "?";
}
