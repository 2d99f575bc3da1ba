using System.Globalization;

namespace Faas.IntegrationTests.Deployments;

/// <summary>Redis, Mesos, invokers and a gateway, each a process of its own.</summary>
public class SplitDeployment : Deployment
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-split-").FullName;
    private readonly int _gatewayPort = Programs.FreePort(), _mesosPort = Programs.FreePort();
    private readonly int[] _invokerPorts;
    private readonly ProgramProcess?[] _invokers;
    private RedisProcess? _redis;
    private ProgramProcess? _mesos, _gateway;

    public SplitDeployment() : this(invokers: 1)
    {
    }

    protected SplitDeployment(int invokers) =>
        (_invokerPorts, _invokers) = ([.. Enumerable.Range(0, invokers).Select(_ => Programs.FreePort())], new ProgramProcess?[invokers]);

    public override string Output => string.Join("\n--\n", _invokers.Prepend(_mesos).Append(_gateway).Select(process => process?.Output));

    public string GatewayOutput => _gateway!.Output;

    public string InvokerOutput => string.Join("\n--\n", _invokers.Select(process => process!.Output));

    /// <summary>What executors have written into their Mesos sandboxes.</summary>
    public string ExecutorOutput => string.Join('\n', Directory.EnumerateFiles(Path.Combine(_folder, "mesos"), "std*", SearchOption.AllDirectories).Select(ReadShared));

    /// <summary>What each executor has written so far, by its id; those that ended are still here.</summary>
    public IReadOnlyDictionary<string, string> Executors => Directory.EnumerateDirectories(Path.Combine(_folder, "mesos"), "faas-*", SearchOption.AllDirectories)
        .Where(folder => Path.GetFileName(Path.GetDirectoryName(folder)) == "executors")
        .ToDictionary(folder => Path.GetFileName(folder), folder => string.Join('\n', Directory.EnumerateFiles(folder, "std*", SearchOption.AllDirectories).Select(ReadShared)));

    /// <summary>Settings of invokers, beside those that make the deployment, from their next start on.</summary>
    public Dictionary<string, string> MoreSettings { get; } = [];

    /// <summary>Where the emulated Mesos has its switches.</summary>
    public Uri MesosFaults => new($"http://127.0.0.1:{_mesosPort}/local-mesos/");

    public Task KillInvokerAsync() => KillInvokerAsync(0);

    /// <summary>As systemd restarts it: SIGTERM, its orderly end, and a start.</summary>
    public async Task RestartInvokerAsync()
    {
        await _invokers[0]!.TerminateAsync();
        StartInvoker(0);
    }

    public Task KillInvokerAsync(int invoker) => _invokers[invoker]!.KillAsync();

    public void StartInvoker() => StartInvoker(0);

    public void StartInvoker(int invoker) => _invokers[invoker] = ProgramProcess.StartOurs("Faas.Invoker", InvokerSettings(invoker));

    /// <summary>Which of the invokers is reached at an address.</summary>
    public int InvokerAt(Uri address) => Array.IndexOf(_invokerPorts, address.Port);

    public Task KillRedisAsync() => _redis!.KillAsync();

    public Task StartRedisAsync() => _redis!.StartAsync();

    protected override async Task<Uri> StartAsync()
    {
        _redis = new(Path.Combine(_folder, "redis"));
        await _redis.StartAsync();
        _mesos = ProgramProcess.Start(Programs.PathOf("Faas.Mesos.Local"),
            ["--port", Text(_mesosPort), "--work", Path.Combine(_folder, "mesos"), "--mem", "16384", "--cpus", "16", "--faults", "true"], Verbose);
        for (var invoker = 0; invoker < _invokers.Length; invoker++) StartInvoker(invoker);
        var gateway = new Uri($"http://127.0.0.1:{_gatewayPort}");
        _gateway = ProgramProcess.StartOurs("Faas.Gateway", new Dictionary<string, string>(Verbose)
        {
            ["urls"] = gateway.ToString(),
            ["Storage:Redis"] = $"127.0.0.1:{_redis.Port}",
            ["Gateway:NoKeys"] = "true",
        });
        return gateway;
    }

    protected override async Task StopAsync()
    {
        foreach (var process in _invokers.Prepend(_gateway).Append(_mesos))
        {
            if (process is not null) await process.DisposeAsync();
        }
        if (_redis is not null) await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>So that a test can follow one invocation through the logs. The executor inherits it from its agent.</summary>
    private static Dictionary<string, string> Verbose => new() { ["Logging:LogLevel:Faas"] = "Debug" };

    private Dictionary<string, string> InvokerSettings(int invoker) => new(Verbose.Concat(MoreSettings))
    {
        ["urls"] = $"http://127.0.0.1:{_invokerPorts[invoker]}",
        ["Storage:Redis"] = $"127.0.0.1:{_redis!.Port}",
        ["Mesos:Masters:0"] = $"http://127.0.0.1:{_mesosPort}",
        ["Mesos:Executor:Command"] = Programs.PathOf("Faas.Mesos.Executor"),
    };

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The same with two invokers.</summary>
public sealed class PairDeployment() : SplitDeployment(invokers: 2);
