using Faas.Contracts;

namespace Faas.Mesos.Executor.Runtimes;

/// <summary>The kinds of the runtimes folder, and which of them this machine can start.</summary>
internal sealed class RuntimeCatalog(IReadOnlyList<Runtime> runtimes, IReadOnlyList<KindStatus> statuses)
{
    /// <summary>Every kind, usable or not.</summary>
    public IReadOnlyList<KindStatus> Statuses { get; } = statuses;

    /// <summary>Reads every manifest and probes every interpreter.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static async Task<RuntimeCatalog> LoadAsync(string folder, string path, CancellationToken ct)
    {
        var manifests = Directory.EnumerateFiles(folder, "runtime.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => (Folder: Path.GetFullPath(Path.GetDirectoryName(file)!), Manifest: RuntimeManifest.Read(file))).ToList();
        var found = await Task.WhenAll(manifests.Select(async entry => (entry.Folder, entry.Manifest, Reports: await InterpreterProbe.FindAsync(entry.Manifest, path, ct))));
        var runtimes = found.SelectMany(entry => entry.Reports.OrderDescending(Comparer<InterpreterReport>.Create((a, b) => a.Version.CompareTo(b.Version)))
            .Select(report => new Runtime($"{entry.Manifest.Family}:{report.Version}", entry.Manifest, report, entry.Folder))).ToList();
        var working = runtimes.GroupBy(runtime => runtime.Manifest.Family).SelectMany(family => family.Select((runtime, place) => new KindStatus(runtime.Kind, place == 0, null)));
        var missing = found.Where(entry => entry.Reports.Count == 0).Select(entry => new KindStatus(entry.Manifest.Family, false, entry.Manifest.Remedy));
        return new(runtimes, [.. working, .. missing]);
    }

    /// <returns><see langword="null"/> when this machine cannot start it; <paramref name="missing"/> then says why.</returns>
    public Runtime? Find(string kind, out string missing)
    {
        missing = Statuses.FirstOrDefault(status => status.Kind == kind || status.Missing is not null && status.Family == kind.Split(':')[0])?.Missing
            ?? $"This agent has {string.Join(", ", Statuses.Where(status => status.Missing is null).Select(status => status.Kind))}.";
        // A function saved before any executor had told its kinds asks for the family's default.
        var exact = kind.Split(':') is [var family, "default"] ? Statuses.FirstOrDefault(status => status.Family == family && status.IsDefault)?.Kind : kind;
        return runtimes.FirstOrDefault(runtime => runtime.Kind == exact);
    }
}
