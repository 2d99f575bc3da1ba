using Faas.Contracts;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Faas.Mesos.Executor.Runtimes;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Roots;

/// <summary>What has come of the wishes for root file systems.</summary>
/// <param name="Families">Those that have any; nothing of this machine is used for them.</param>
/// <param name="Missing">The wishes that could not be fulfilled, and why.</param>
internal sealed record RootedRuntimes(IReadOnlySet<string> Families, IReadOnlyList<Runtime> Runtimes, IReadOnlyList<KindStatus> Missing)
{
    public static RootedRuntimes None { get; } = new(new HashSet<string>(), [], []);
}

/// <summary>Prepares the root file systems that kinds are to have.</summary>
internal sealed class RootedKinds(IOptions<ExecutorOptions> options, ProcessStarter starter, ILogger<RootedKinds> logger)
{
    public async Task<RootedRuntimes> PrepareAsync(CancellationToken ct)
    {
        var wishes = RootWish.Of(options.Value.Sandbox);
        var data = Path.GetFullPath(options.Value.DataFolder);
        var shelf = new RootShelf(Path.Combine(data, "roots"), new SandboxFiles(data).Etc, logger);
        var runtimes = new List<Runtime>();
        var missing = new List<KindStatus>();
        foreach (var wish in wishes)
        {
            try
            {
                runtimes.Add(await PrepareAsync(wish, shelf, ct));
            }
            catch (Exception e) when (e is RootException or IOException or UnauthorizedAccessException or IsolationException)
            {
                missing.Add(new(wish.Kind, false, $"Its root file system {wish.Path} cannot be used: {e.Message}."));
            }
        }
        shelf.RemoveUnused();
        return new(wishes.Select(wish => wish.Family).ToHashSet(), runtimes, missing);
    }

    private async Task<Runtime> PrepareAsync(RootWish wish, RootShelf shelf, CancellationToken ct)
    {
        var (folder, manifest) = RuntimeCatalog.Read(options.Value.Runtimes).Find(entry => entry.Manifest.Family == wish.Family);
        if (manifest is null) throw new RootException($"there is no runtime of the family {wish.Family} in {options.Value.Runtimes}");
        var root = await shelf.PrepareAsync(wish.Path, ct);
        if (await new RootProbe(starter).FindAsync(manifest, root, ct) is not { } report)
            throw new RootException($"there is no {manifest.Interpreters[0]} of version {manifest.Minimum} or later that answers in {string.Join(", ", root.SearchPath)} of it");
        var kind = $"{manifest.Family}:{report.Version}";
        if (wish.Kind != wish.Family && wish.Kind != kind) throw new RootException($"what is in it is {kind}");
        return new(kind, manifest, report, folder) { Root = root };
    }
}
