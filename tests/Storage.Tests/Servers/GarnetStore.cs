using Garnet;

namespace Faas.Storage.Tests;

/// <summary>Garnet in this process, as the standalone embeds it.</summary>
public sealed class GarnetStore : StoreServer
{
    // RandomAccess: the native device wants a libaio that few machines have, and without it ends the whole process.
    private GarnetServer? _server;

    public override ValueTask InitializeAsync()
    {
        _server = new(
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode",
            "--memory", "64m", "--index", "8m", "--checkpointdir", Folder.FullName, "--aof", "--device-type", "RandomAccess", "-q", "--logger-level", "Error",
        ]);
        _server.Start();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return base.DisposeAsync();
    }
}
