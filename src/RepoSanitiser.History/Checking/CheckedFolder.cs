using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Study;

namespace RepoSanitiser.History.Checking;

/// <summary>
/// The folder that says what the files below it are: one with a <c>project.yaml</c> or a <c>metadata/manifest.json</c>, else the one that
/// was named. Says of each file what the rules may know of it.
/// </summary>
internal sealed class CheckedFolder
{
    private readonly PathClassifier _classifier;

    /// <param name="full">The folder, absolute.</param>
    /// <param name="name">What paths begin with where the folder itself says nothing: its own name, as it may say "released outputs".</param>
    /// <param name="study">What is declared in it; null where nothing is.</param>
    public CheckedFolder(string full, string name, StudyFolder? study)
    {
        Full = full;
        Study = study;
        _classifier = new PathClassifier(study?.Declarations ?? new StudyDeclarations());
        Prefix = study is null && name.Length > 0 ? name + "/" : "";
    }

    /// <summary>The folder, absolute.</summary>
    public string Full { get; }

    /// <summary>What is declared in it; null where nothing is.</summary>
    public StudyFolder? Study { get; }

    private string Prefix { get; }

    /// <summary>What is known of a file.</summary>
    /// <param name="path">Its path from this folder, with <c>/</c>.</param>
    /// <param name="isOutput">Whether it is an output by the place it was found in, unless something says otherwise.</param>
    public FileContext ContextOf(string path, bool isOutput)
    {
        var context = _classifier.For(Prefix + path);
        if (!isOutput) return context;
        // A name alone may say "codelist" of a table that counts patients by code.
        var isCodelist = context.Label == OutputLabel.Codelist && LabelOfFolder(path) == OutputLabel.Codelist;
        return context.Label == OutputLabel.None || (context.Label == OutputLabel.Codelist && !isCodelist)
            ? context with { Label = OutputLabel.Output }
            : context;
    }

    private OutputLabel LabelOfFolder(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? OutputLabel.None : _classifier.For(Prefix + path[..(slash + 1)] + "x").Label;
    }
}
