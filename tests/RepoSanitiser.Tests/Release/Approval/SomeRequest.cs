using System.Security.Cryptography;
using System.Text;
using RepoSanitiser.Core.State;
using RepoSanitiser.Release.Approval;
using RepoSanitiser.TestKit;
using RepoSanitiser.TestKit.Releases;

namespace RepoSanitiser.Tests.Release.Approval;

/// <summary>A request by an author, two reviewers and a third, a publisher, and a clock that steps on.</summary>
internal sealed class SomeRequest : IDisposable
{
    private readonly SteppingClock _clock = new();
    private byte _next;

    public SomeRequest()
    {
        People = new TrustedPeople(Folder);
        AuthorKey = People.Add("author@study.invalid", "reviewer");
        FirstKey = People.Add("first@study.invalid", "reviewer");
        SecondKey = People.Add("second@study.invalid", "reviewer, exceptions", "second@elsewhere.invalid");
        ThirdKey = People.Add("third@study.invalid", "reviewer");
        PublisherKey = People.Add("publisher@study.invalid", "publisher");
        Request = Store.Create(Random);
        Request.Create();
    }

    public TempFolder Folder { get; } = new();

    public TrustedPeople People { get; }

    public string AuthorKey { get; }

    public string FirstKey { get; }

    public string SecondKey { get; }

    public string ThirdKey { get; }

    public string PublisherKey { get; }

    public RequestFolder Request { get; }

    public string Id => Request.Id;

    public RequestStore Store => new(Folder.Folder("requests"), Trust.Load(People.File), _clock);

    public ReviewStatus Status => Store.Status(Id);

    public ReviewDesk Desk(string key)
    {
        var store = Store;
        return new ReviewDesk(store, Signer.Open(key, store.Trust), StateDirectory.Open(Folder.File("state-" + Path.GetFileName(key))), _clock, Random);
    }

    /// <summary>Writes the next revision with these files.</summary>
    public void Ask(string key, IReadOnlyList<string> authors, params (string Path, string Content)[] files)
    {
        var revision = Request.Names().Count(n => n.StartsWith("request-", StringComparison.Ordinal)) + 1;
        var before = revision == 1 ? null : Request.Read(RequestFolder.NameOf("request", revision - 1));
        var store = Store;
        var signer = Signer.Open(key, store.Trust);
        var known = revision == 1 ? [] : Status.Request.Outputs.ToList();
        var requested = files.Select(f =>
        {
            var bytes = Encoding.UTF8.GetBytes(f.Content);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            Request.AddFile(hash, bytes);
            var nonce = known.Find(k => k.Path == f.Path && k.Sha256 == hash)?.Nonce ?? Convert.ToHexStringLower(Random(32));
            return new RequestedFile { Path = f.Path, Sha256 = hash, SourceSha256 = hash, Size = bytes.Length, Nonce = nonce };
        });
        var statement = new RequestStatement
        {
            Kind = "request", Request = Id, Revision = revision, By = signer.Principal, Time = _clock.GetUtcNow(), Previous = before?.Hash, Authors = authors,
            Workspace = "made-up", Repository = "https://example.invalid/study", Source = Folder.File("workspace"), Message = "Add the tables", Policy = "opensafely-2021",
            Groups = [new RequestedGroup { Name = "Tables", Context = "Counts by year", Controls = "Rounded", Files = [.. requested] }],
        };
        Request.Append(RequestFolder.NameOf("request", revision), SignedDocument.Sign(statement, signer));
    }

    public void Ask(params (string Path, string Content)[] files) => Ask(AuthorKey, [], files);

    /// <summary>Has a reviewer decide all files alike and fix that.</summary>
    public bool Submit(string key, Verdict verdict = Verdict.Approve)
    {
        var desk = Desk(key);
        desk.Decide(Id, [.. Status.ToDecide.Select(f => (f.Path, verdict, "because"))], null);
        return desk.Submit(Id);
    }

    public byte[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => _next++)];

    public void Dispose() => Folder.Dispose();

    private sealed class SteppingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2027, 1, 31, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now += TimeSpan.FromSeconds(1);
    }
}
