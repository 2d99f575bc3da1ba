using System.Diagnostics;
using System.Globalization;

namespace Faas.IntegrationTests.Deployments;

/// <summary>A real redis-server with an append-only file that is written at every command, so a kill loses nothing.</summary>
public sealed class RedisProcess(string folder, params string[] more) : IAsyncDisposable
{
    private ProgramProcess? _process;

    /// <summary>Of its environment, beside what the tests have.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public int Port { get; } = FreePort.Take();

    public async Task StartAsync()
    {
        Directory.CreateDirectory(folder);
        _process = ProgramProcess.Start(Programs.Find("redis-server")!,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always", .. more,
        ], Environment);
        // It reads all it had written first.
        await Eventually.IsTrueAsync("redis-server accepts connections", () => Task.FromResult(_process.Output.Contains("Ready to accept connections", StringComparison.Ordinal)), TimeSpan.FromMinutes(3));
    }

    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Gives it a command of its own: <c>config set …</c>.</summary>
    public Task TellAsync(params string[] command) => TellAsync(Port, command);

    /// <returns>What it answered.</returns>
    public static async Task<string> TellAsync(int port, params string[] command)
    {
        using var cli = Process.Start(new ProcessStartInfo("redis-cli", ["-p", port.ToString(CultureInfo.InvariantCulture), .. command]) { RedirectStandardOutput = true })!;
        var answer = await cli.StandardOutput.ReadToEndAsync();
        await cli.WaitForExitAsync();
        return answer;
    }

    public Task SignalAsync(string signal) => _process!.SignalAsync(signal);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
