namespace RepoSanitiser.Disclosure.Redaction;

/// <summary>Ends a redaction that can't be done safely. Never leaves the redactor.</summary>
/// <param name="reason">One sentence or two for the user: what, and the way out. Holds no value.</param>
internal sealed class RedactionRefused(string reason) : Exception(reason);
