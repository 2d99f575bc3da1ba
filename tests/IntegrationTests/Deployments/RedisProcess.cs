using System.Globalization;

namespace Faas.IntegrationTests.Deployments;

/// <summary>A real redis-server with an append-only file that is written at every command, so a kill loses nothing.</summary>
internal sealed class RedisProcess(string folder) : IAsyncDisposable
{
    private ProgramProcess? _process;

    public int Port { get; } = Programs.FreePort();

    public async Task StartAsync()
    {
        Directory.CreateDirectory(folder);
        _process = ProgramProcess.Start(Programs.Find("redis-server")!,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
        ], new Dictionary<string, string>());
        await Eventually.IsTrueAsync("redis-server accepts connections", () => Task.FromResult(_process.Output.Contains("Ready to accept connections", StringComparison.Ordinal)));
    }

    public Task KillAsync() => _process!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
