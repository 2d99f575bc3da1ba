using Faas.Contracts;
using Faas.Mesos.Executor.Roots;

namespace Faas.Mesos.Executor.Runtimes;

/// <summary>The kinds of the runtimes folder, and which of them this machine can start.</summary>
internal sealed class RuntimeCatalog(IReadOnlyList<Runtime> runtimes, IReadOnlyList<KindStatus> statuses)
{
    private const string NoImages = "Images of users need the isolation driver 'docker': start executors with it on agents that have a Docker Engine.";

    /// <summary>Every kind, usable or not.</summary>
    public IReadOnlyList<KindStatus> Statuses { get; } = statuses;

    /// <summary>Reads every manifest and probes every interpreter of this machine.</summary>
    /// <param name="rooted">Those that have a root file system of their own.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static async Task<RuntimeCatalog> LoadAsync(string folder, string path, RootedRuntimes rooted, CancellationToken ct)
    {
        var found = await Task.WhenAll(Read(folder).Where(entry => !rooted.Families.Contains(entry.Manifest.Family)).Select(async entry => (entry.Folder, entry.Manifest, Reports: await InterpreterProbe.FindAsync(entry.Manifest, path, ct))));
        var runtimes = found.SelectMany(entry => entry.Reports.Select(report => new Runtime($"{entry.Manifest.Family}:{report.Version}", entry.Manifest, report, entry.Folder)))
            .Concat(rooted.Runtimes).OrderByDescending(runtime => runtime.Interpreter.Version).DistinctBy(runtime => runtime.Kind).ToList();
        var working = runtimes.GroupBy(runtime => runtime.Manifest.Family).SelectMany(family => family.Select((runtime, place) => new KindStatus(runtime.Kind, place == 0, null)));
        var missing = found.Where(entry => entry.Reports.Count == 0).Select(entry => new KindStatus(entry.Manifest.Family, false, entry.Manifest.Remedy));
        return new(runtimes, [.. working, .. missing, .. rooted.Missing, new(KindStatus.Blackbox, false, NoImages)]);
    }

    /// <summary>Reads every manifest, for a driver that makes containers from images.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static RuntimeCatalog OfImages(string folder)
    {
        var manifests = Read(folder);
        var runtimes = manifests.SelectMany(entry => entry.Manifest.Images.Select(image =>
            new Runtime($"{entry.Manifest.Family}:{image.Version}", entry.Manifest, new(image.Version, image.Executable ?? "", []), entry.Folder) { Image = image })).ToList();
        var working = runtimes.Select(runtime => new KindStatus(runtime.Kind, runtime.Image == runtime.Manifest.Images[0], null));
        var missing = manifests.Where(entry => entry.Manifest.Images.Count == 0)
            .Select(entry => new KindStatus(entry.Manifest.Family, false, $"Its runtime.json names no images: add them, or choose the isolation driver 'sandbox'."));
        return new([.. runtimes, Runtime.Blackbox], [.. working, .. missing, new(KindStatus.Blackbox, true, null)]);
    }

    /// <summary>The images that the manifests name.</summary>
    public static IEnumerable<string> ImagesIn(string folder) => Read(folder).SelectMany(entry => entry.Manifest.Images).Select(image => image.Image);

    /// <returns><see langword="null"/> when this machine cannot start it; <paramref name="missing"/> then says why.</returns>
    public Runtime? Find(string kind, out string missing)
    {
        missing = Statuses.FirstOrDefault(status => status.Kind == kind || status.Missing is not null && status.Family == kind.Split(':')[0])?.Missing
            ?? $"This agent has {string.Join(", ", Statuses.Where(status => status.Missing is null).Select(status => status.Kind))}.";
        // A function saved before any executor had told its kinds asks for the family's default.
        var exact = kind.Split(':') is [var family, "default"] ? Statuses.FirstOrDefault(status => status.Family == family && status.IsDefault)?.Kind : kind;
        return runtimes.FirstOrDefault(runtime => runtime.Kind == exact);
    }

    /// <summary>The manifests, and the folders they are in.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static List<(string Folder, RuntimeManifest Manifest)> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder, "runtime.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => (Path.GetFullPath(Path.GetDirectoryName(file)!), RuntimeManifest.Read(file)))];
}
