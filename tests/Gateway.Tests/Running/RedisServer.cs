using System.Diagnostics;
using Faas.Gateway.Tests;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace Faas.Gateway.Tests;

/// <summary>One <c>redis-server</c> for all tests; each host has a database of its own in it.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faas-gateway-");
    private Process? _process;
    private int _databases = -1;

    public int Port { get; } = FreePort.Take();

    public static bool Exists => Program is not null;

    private static string? Program => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    /// <summary>An empty database, as <c>Storage:Redis</c> wants it.</summary>
    public string NewDatabase() => $"127.0.0.1:{Port},defaultDatabase={Interlocked.Increment(ref _databases)}";

    public ValueTask InitializeAsync() => Exists ? new(StartAsync()) : ValueTask.CompletedTask;

    public async Task StartAsync()
    {
        string[] arguments = ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--appendonly", "yes", "--databases", "64"];
        _process = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardOutput = true })!;
        var ready = new TaskCompletionSource();
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Ready to accept connections", StringComparison.Ordinal) != false) ready.TrySetResult();
        };
        _process.BeginOutputReadLine();
        await ready.Task;
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        _folder.Delete(recursive: true);
    }
}
