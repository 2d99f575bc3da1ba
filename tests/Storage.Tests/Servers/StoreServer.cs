namespace Faas.Storage.Tests;

/// <summary>A real store on a free port of this machine, for as long as a test class runs.</summary>
public abstract class StoreServer : IAsyncLifetime
{
    private DirectoryInfo? _folder;

    public int Port { get; } = FreePort.Take();

    /// <summary>As <see cref="StorageOptions.Redis"/> wants it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Why this store cannot run here, or <see langword="null"/>.</summary>
    public virtual string? Missing => null;

    /// <summary>Where it keeps its files; not there until it is asked for, so that a skipped test leaves nothing.</summary>
    protected DirectoryInfo Folder => _folder ??= Directory.CreateTempSubdirectory("faas-store-");

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _folder?.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
