using System.Globalization;

namespace Faas.IntegrationTests.Deployments;

/// <summary>Redis, Mesos, invokers and a gateway, each a process of its own.</summary>
public class SplitDeployment : Deployment
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-split-").FullName;
    private readonly int _mesosPort = FreePort.Take();
    private readonly int[] _gatewayPorts, _invokerPorts;
    private readonly ProgramProcess?[] _gateways, _invokers;
    private readonly string _driver;
    private RedisProcess? _redis;
    private ProgramProcess? _mesos;

    public SplitDeployment() : this(invokers: 1)
    {
    }

    /// <param name="driver">Isolation driver.</param>
    protected SplitDeployment(int invokers, int gateways = 1, string driver = "sandbox")
    {
        (_invokerPorts, _gatewayPorts, _driver) = (Ports(invokers), Ports(gateways), driver);
        (_invokers, _gateways) = (new ProgramProcess?[invokers], new ProgramProcess?[gateways]);
    }

    public override string Output => string.Join("\n--\n", _invokers.Prepend(_mesos).Concat(_gateways).Select(process => process?.Output));

    public string GatewayOutput => _gateways[0]!.Output;

    public IReadOnlyList<Uri> Gateways => [.. _gatewayPorts.Select(port => new Uri($"http://127.0.0.1:{port}"))];

    public string Folder => _folder;

    public ProgramProcess Gateway(int gateway) => _gateways[gateway]!;

    public ProgramProcess Invoker(int invoker) => _invokers[invoker]!;

    public ProgramProcess Mesos => _mesos!;

    public RedisProcess Redis => _redis!;

    public string InvokerOutput => string.Join("\n--\n", _invokers.Select(process => process!.Output));

    /// <summary>What executors have written into their Mesos sandboxes.</summary>
    public string ExecutorOutput => string.Join('\n', Directory.EnumerateFiles(Path.Combine(_folder, "mesos"), "std*", SearchOption.AllDirectories).Select(ReadShared));

    /// <summary>What each executor has written so far, by its id; those that ended are still here.</summary>
    public IReadOnlyDictionary<string, string> Executors => Directory.EnumerateDirectories(Path.Combine(_folder, "mesos"), "faas-*", SearchOption.AllDirectories)
        .Where(folder => Path.GetFileName(Path.GetDirectoryName(folder)) == "executors")
        .ToDictionary(folder => Path.GetFileName(folder), folder => string.Join('\n', Directory.EnumerateFiles(folder, "std*", SearchOption.AllDirectories).Select(ReadShared)));

    /// <summary>Settings of invokers, beside those that make the deployment, from their next start on.</summary>
    public Dictionary<string, string> MoreSettings { get; } = [];

    /// <summary>The same of gateways.</summary>
    public Dictionary<string, string> MoreGatewaySettings { get; } = [];

    /// <summary>Further arguments of the emulated Mesos.</summary>
    public List<string> MesosArguments { get; } = [];

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

    /// <summary>A command of the invoker's program, with the settings that the first invoker has.</summary>
    public async Task<(int Status, string Output)> RunInvokerCommandAsync(string command)
    {
        var process = ProgramProcess.Start(Programs.PathOf("Faas.Invoker"), [command], InvokerSettings(0));
        return (await process.ExitAsync(), process.Output);
    }

    /// <param name="clock">How far its wall clock is off, as faketime says it: <c>+1h</c>.</param>
    public void StartInvoker(int invoker, string? clock = null)
    {
        var settings = InvokerSettings(invoker);
        if (clock is not null)
        {
            settings["LD_PRELOAD"] = Programs.FakeTime!;
            (settings["FAKETIME"], settings["FAKETIME_DONT_FAKE_MONOTONIC"]) = (clock, "1");
        }
        _invokers[invoker] = ProgramProcess.StartOurs("Faas.Invoker", settings);
    }

    /// <summary>Those that were killed: what a test that failed has killed is then no failure of the next.</summary>
    public void StartEndedInvokers()
    {
        for (var invoker = 0; invoker < _invokers.Length; invoker++)
        {
            if (_invokers[invoker]!.HasExited) StartInvoker(invoker);
        }
    }

    public void StartGateway(int gateway) => _gateways[gateway] = ProgramProcess.StartOurs("Faas.Gateway", new Dictionary<string, string>(Verbose.Concat(MoreGatewaySettings))
    {
        ["urls"] = Gateways[gateway].ToString(),
        ["Storage:Redis"] = Store,
        ["Storage:Durability"] = StoreDurability,
        ["Gateway:NoKeys"] = "true",
    });

    /// <summary>Which of the invokers is reached at an address.</summary>
    public int InvokerAt(Uri address) => Array.IndexOf(_invokerPorts, address.Port);

    public Task KillRedisAsync() => _redis!.KillAsync();

    public Task StartRedisAsync() => _redis!.StartAsync();

    /// <summary>Master and agent; those that come after a kill know nothing of those before them.</summary>
    public void StartMesos() => _mesos = StartMesos(Programs.PathOf("Faas.Mesos.Local"),
        ["--address", MesosHost, "--port", Text(_mesosPort), "--work", Path.Combine(_folder, "mesos"), "--mem", "16384", "--cpus", "16", "--faults", "true", .. MesosArguments], Verbose);

    protected override async Task<Uri> StartAsync()
    {
        await StartStoreAsync();
        StartMesos();
        for (var invoker = 0; invoker < _invokers.Length; invoker++) StartInvoker(invoker);
        for (var gateway = 0; gateway < _gateways.Length; gateway++) StartGateway(gateway);
        return Gateways[0];
    }

    /// <summary>Where the programs find the store.</summary>
    protected virtual string Store => $"127.0.0.1:{_redis!.Port}";

    /// <summary>Where invokers are reached.</summary>
    protected virtual string InvokerHost => "127.0.0.1";

    /// <summary>Where master and agent are reached.</summary>
    protected virtual string MesosHost => "127.0.0.1";

    protected virtual ProgramProcess StartMesos(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings) => ProgramProcess.Start(program, arguments, settings);

    /// <summary>What the programs take 202 to promise.</summary>
    protected virtual string StoreDurability => "everysec";

    protected virtual RedisProcess MakeRedis(string folder) => new(folder);

    protected virtual Task StartStoreAsync()
    {
        _redis = MakeRedis(Path.Combine(_folder, "redis"));
        return _redis.StartAsync();
    }

    protected override async Task StopAsync()
    {
        // In the order in which they need each other; those that do not end together.
        foreach (var row in new[] { _gateways, _invokers, [_mesos] }) await Task.WhenAll(row.OfType<ProgramProcess>().Select(process => process.DisposeAsync().AsTask()));
        if (_redis is not null) await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Debug, so that a test can follow one invocation through the logs. The executor inherits it from its agent.</summary>
    protected virtual string LogLevel => "Debug";

    private Dictionary<string, string> Verbose => new() { ["Logging:LogLevel:Faas"] = LogLevel };

    private Dictionary<string, string> InvokerSettings(int invoker) => new(Verbose.Concat(MoreSettings))
    {
        ["urls"] = $"http://{InvokerHost}:{_invokerPorts[invoker]}",
        ["Storage:Redis"] = Store,
        ["Storage:Durability"] = StoreDurability,
        ["Mesos:Masters:0"] = $"http://{MesosHost}:{_mesosPort}",
        ["Mesos:Executor:Command"] = Programs.PathOf("Faas.Mesos.Executor"),
        ["Mesos:Executor:Environment:FAAS_EXECUTOR_DRIVER"] = _driver,
    };

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static int[] Ports(int count) => [.. Enumerable.Range(0, count).Select(_ => FreePort.Take())];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The same with two invokers.</summary>
public sealed class PairDeployment() : SplitDeployment(invokers: 2);

/// <summary>The same with two invokers, on an agent on which every executor is at the same address, and with time for another to come there before a killed invoker is over.</summary>
public sealed class OneAddressDeployment : SplitDeployment
{
    public OneAddressDeployment() : base(invokers: 2)
    {
        MesosArguments.AddRange(["--firstPort", FreePort.Take().ToString(CultureInfo.InvariantCulture), "--portsEach", "1"]);
        MoreSettings["Invoker:SessionLifetime"] = "00:00:30";
    }
}
