using Faas.Mesos.Executor.Code;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Faas.Mesos.Executor.Roots;
using Faas.Mesos.Executor.Runtimes;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor;

/// <summary>The executor cannot start; the message names what to do.</summary>
internal sealed class StartupException(string message) : Exception(message);

/// <summary>What is done before the first call is taken: find out what this machine can do, and clear away what earlier lives left.</summary>
internal sealed partial class Preparation(IOptions<ExecutorOptions> options, IIsolationDriver driver, RootedKinds roots, CodeCache cache, ContainerFolders folders, ILogger<Preparation> logger) : IDisposable
{
    private FileStream? _lock;

    public RuntimeCatalog Catalog { get; private set; } = new([], []);

    /// <exception cref="StartupException">Something is missing.</exception>
    public async Task PrepareAsync(CancellationToken ct)
    {
        var rights = ProcessRights.Find();
        LogRights(rights.UserId, rights);
        var folder = Path.GetFullPath(options.Value.DataFolder);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _lock = Lock(Path.Combine(folder, "lock"));
        if (driver.FindMissing() is { } missing) throw new StartupException($"The isolation driver '{driver.Name}' cannot work here: {missing}.");
        if (!Directory.Exists(options.Value.Runtimes)) throw new StartupException($"There is no folder of runtimes at {options.Value.Runtimes}: set Runtimes.");
        // Asking a version manager's shims takes a second, and so does the sweep: at the same time.
        var swept = SweepAsync(ct);
        var asking = AskRuntimesAsync(swept, ct);
        await swept;
        folders.Clear();
        cache.Load();
        Catalog = await asking;
        foreach (var kind in Catalog.Statuses) LogKind(kind.Kind, kind.Missing ?? "ready");
    }

    public void Dispose() => _lock?.Dispose();

    private async Task<RuntimeCatalog> AskRuntimesAsync(Task swept, CancellationToken ct) => driver.NeedsImages
        ? RuntimeCatalog.OfImages(options.Value.Runtimes)
        : await RuntimeCatalog.LoadAsync(options.Value.Runtimes, Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin", await RootsAsync(swept, ct), ct);

    // Only a sandbox has a root of its own to show, in which there are files that the sweep has written.
    private async Task<RootedRuntimes> RootsAsync(Task swept, CancellationToken ct)
    {
        if (driver is not SandboxDriver) return RootedRuntimes.None;
        if (options.Value.Sandbox.Roots.Length > 0) await swept;
        return await roots.PrepareAsync(ct);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            await driver.SweepAsync(ct);
        }
        catch (IsolationException e)
        {
            throw new StartupException($"The isolation driver '{driver.Name}' cannot work here: {e.Message}.");
        }
    }

    private static FileStream Lock(string file)
    {
        try
        {
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new StartupException($"Another executor uses {Path.GetDirectoryName(file)}: give each its own DataFolder.");
        }
    }

    [LoggerMessage(LogLevel.Information, "Runs as user {User}: {Rights}")]
    private partial void LogRights(uint user, ProcessRights rights);

    [LoggerMessage(LogLevel.Information, "Kind {Kind}: {Status}")]
    private partial void LogKind(string kind, string status);
}
