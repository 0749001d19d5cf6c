using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Disclosure.Policies;
using RepoSanitiser.Disclosure.Rules;
using RepoSanitiser.Git;
using RepoSanitiser.History.Caching;
using RepoSanitiser.History.Scanning;

namespace RepoSanitiser.Tests.History.Scanning;

/// <summary>Scans a repository in this process, under a fixed key.</summary>
internal static class ScanRunner
{
    public static FingerprintKey Key { get; } = new([.. Enumerable.Range(1, FingerprintKey.Length).Select(i => (byte)i)]);

    public static ScanResult Scan(string path, ScanOptions? options = null, KnownResults? known = null) =>
        new RepositoryScanner(Judge(), Key, options ?? new ScanOptions(), known).Scan(Repository.Open(path), CancellationToken.None);

    public static ContentJudge Judge() => new(PolicyCatalogue.Get(PolicyCatalogue.Default), new DocumentLimits());
}
