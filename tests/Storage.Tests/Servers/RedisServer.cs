using System.Diagnostics;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

/// <summary>A <c>redis-server</c> of its own, as production runs it: with its append-only file.</summary>
public sealed class RedisServer : StoreServer
{
    private Process? _process;

    /// <summary>Settings beyond the usual.</summary>
    public string[] More { get; init; } = [];

    public override string? Missing => Find("redis-server") is null ? "no redis-server" : null;

    public override async ValueTask InitializeAsync()
    {
        if (Missing is null) await StartAsync();
    }

    public async Task StartAsync()
    {
        string[] all = ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder.FullName, "--save", "", "--appendonly", "yes", .. More];
        _process = Process.Start(new ProcessStartInfo(Find("redis-server")!, all) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{Address},abortConnect=false,connectRetry=100,connectTimeout=100");
        await Eventually.HoldsAsync(() => IsUpAsync(connection), "redis-server answers");
    }

    private static async Task<bool> IsUpAsync(ConnectionMultiplexer connection)
    {
        try
        {
            return connection.IsConnected && await connection.GetDatabase().PingAsync() >= TimeSpan.Zero;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("LOADING", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>Ends it without a chance to save anything.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        await base.DisposeAsync();
    }

    private static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
