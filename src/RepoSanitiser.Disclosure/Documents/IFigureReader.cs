namespace RepoSanitiser.Disclosure.Documents;

/// <summary>Reads the text of files that only a program outside can read: images, PDF. Thread-safe.</summary>
public interface IFigureReader
{
    /// <summary>The programs and their versions: results depend on them.</summary>
    string Version { get; }

    /// <summary>The text of a file, tables aligned as they are on the page; null where no program is there for its type, or where that failed.</summary>
    /// <param name="type">As <see cref="FileDocument.Type"/>: <c>pdf</c>, <c>png</c>, <c>jpeg</c>, <c>tiff</c>.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellation">Ends the program.</param>
    byte[]? Read(string type, ReadOnlyMemory<byte> content, CancellationToken cancellation);
}
