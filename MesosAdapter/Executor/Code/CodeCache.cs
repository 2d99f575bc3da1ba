using System.Collections.Concurrent;
using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Code;

/// <summary>Code on this machine's disk, by hash: fetched once for however many wait, unpacked once, the longest unused deleted first.</summary>
internal sealed class CodeCache(IOptions<ExecutorOptions> options, CodeFetcher fetcher)
{
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromMinutes(2);

    private readonly CodeShelf _shelf = new((long)options.Value.CodeCacheMiB << 20);
    private readonly ConcurrentDictionary<string, Fetch> _fetches = new();
    private int _temporaries;

    private string Folder => Path.Combine(Path.GetFullPath(options.Value.DataFolder), "code");

    /// <summary>Takes up what an earlier life left, oldest first, and deletes what it left half done.</summary>
    public void Load()
    {
        var found = Directory.CreateDirectory(Folder).EnumerateFileSystemInfos().OrderBy(item => item.LastWriteTimeUtc).ToList();
        foreach (var item in found)
        {
            if (item.Name.StartsWith("tmp-", StringComparison.Ordinal)) Delete(item.FullName);
            else foreach (var victim in _shelf.Add(item.Name, Size(item))) Delete(Path.Combine(Folder, victim));
        }
    }

    /// <summary>Gets the code and gives it to <paramref name="use"/>, during which it stays on disk.</summary>
    /// <param name="unpack">Whether an archive is wanted as a folder.</param>
    public async Task<string?> UseAsync(CodeReference code, bool unpack, Uri source, string token, Func<string, Task> use, CancellationToken ct)
    {
        if (!IsHash(code.Sha256)) return $"'{code.Sha256}' is no SHA-256.";
        unpack &= code.Binary;
        var name = unpack ? $"{code.Sha256}.unpacked" : code.Sha256;
        while (!_shelf.TryPin(name))
        {
            var fetch = _fetches.GetOrAdd(name, key => new(source, new(() => FetchAsync(key, code, unpack, source, token))));
            var problem = await fetch.Problem.Value.WaitAsync(ct);
            _fetches.TryRemove(new(name, fetch));
            // Another invoker's code may not have come because that invoker has died: that says nothing of ours.
            if (problem is not null && fetch.Source == source) return problem;
        }
        try
        {
            await Task.Run(() => use(Path.Combine(Folder, name)), ct);
            return null;
        }
        finally
        {
            _shelf.Unpin(name);
        }
    }

    // Belongs to all who wait for it, so no one's own token ends it.
    private async Task<string?> FetchAsync(string name, CodeReference code, bool unpack, Uri source, string token)
    {
        using var deadline = new CancellationTokenSource(FetchTimeout);
        var temporary = Path.Combine(Folder, $"tmp-{Interlocked.Increment(ref _temporaries)}");
        var unpacked = temporary + ".unpacked";
        try
        {
            if (await fetcher.FetchAsync(code, source, token, temporary, deadline.Token) is { } unfetched) return unfetched;
            if (unpack)
            {
                Directory.CreateDirectory(unpacked);
                await using var zip = File.OpenRead(temporary);
                if (await Task.Run(() => CodeArchive.UnpackAsync(zip, unpacked, deadline.Token), deadline.Token) is { } unusable) return unusable;
            }
            Keep(unpack ? unpacked : temporary, name);
            return null;
        }
        finally
        {
            Delete(temporary);
            Delete(unpacked);
        }
    }

    private void Keep(string made, string name)
    {
        var kept = Path.Combine(Folder, name);
        Directory.Move(made, kept);
        FileSystemInfo item = Directory.Exists(kept) ? new DirectoryInfo(kept) : new FileInfo(kept);
        foreach (var victim in _shelf.Add(name, Size(item))) Delete(Path.Combine(Folder, victim));
    }

    private sealed record Fetch(Uri Source, Lazy<Task<string?>> Problem);

    private static bool IsHash(string text) => text.Length == 64 && text.All(c => char.IsAsciiHexDigitLower(c));

    private static long Size(FileSystemInfo item) =>
        item is DirectoryInfo folder ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : ((FileInfo)item).Length;

    private static void Delete(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }
}
