using RepoSanitiser.Core;

namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Parses what a blob holds into documents: tables, text, and files known by their type. Thread-safe.</summary>
/// <param name="limits">Bounds on the work one blob may cause.</param>
/// <param name="figures">Reads what only a program outside can; null where such files are left to a person.</param>
public sealed class DocumentReader(DocumentLimits limits, IFigureReader? figures = null)
{
    /// <summary>Reads one blob. Whatever it holds, this returns: what can't be parsed is said in the state or in a part.</summary>
    /// <param name="content">The blob's bytes. Documents point into them: they must not change while the result is in use.</param>
    /// <param name="context">Its extension and label.</param>
    /// <param name="cancellation">Ends the reading between rows and members.</param>
    /// <returns>
    /// Tables and text, outermost first. A delimited file gives its table, and a text of the lines above its header if there are any;
    /// every other text gives one text for the whole and a table for each table in it. Text is UTF-8 as in the blob, or transcoded;
    /// data URIs in it, and the markup of an SVG, are overwritten with blanks, so that positions stay those of the blob.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DocumentSet Read(ReadOnlyMemory<byte> content, FileContext context, CancellationToken cancellation)
    {
        var session = new ReadingSession(limits, cancellation) { Figures = figures };
        var labelled = context.Label is not (OutputLabel.None or OutputLabel.Codelist);
        return session.Finish(Formats.Open(new Source(null, content, context.Extension ?? "", labelled, 0), session));
    }
}
