using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Faas.Contracts;
using Faas.Mesos.Executor.Code;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Logs;
using Faas.Mesos.Executor.Roots;
using Faas.Mesos.Executor.Runtimes;
using Faas.Mesos.Executor.Slots;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests;

/// <summary>An executor's insides around one driver, with code served from memory.</summary>
internal sealed class LocalExecutor : IAsyncDisposable
{
    private static readonly Lazy<Task<RuntimeCatalog>> Catalog = new(() =>
        RuntimeCatalog.LoadAsync(Path.Combine(AppContext.BaseDirectory, "runtimes"), Environment.GetEnvironmentVariable("PATH")!, RootedRuntimes.None, CancellationToken.None));

    private readonly LogPump _pump = new();
    private readonly ProcessStarter _starter = new();
    private readonly FakeInvoker _invoker = new();
    private readonly ContainerInitialiser _initialiser;
    private int _made;

    private LocalExecutor(RuntimeCatalog catalog, Func<IOptions<ExecutorOptions>, ProcessStarter, IIsolationDriver> driver)
    {
        Options = new() { DataFolder = Directory.CreateTempSubdirectory("faas-executor-").FullName, StandaloneToken = "token" };
        // Most tests want one container.
        Options.Sandbox.BerthsAhead = 1;
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Driver = driver(options, _starter);
        var slots = new SlotBook(options);
        var cache = new CodeCache(options, new(new HttpMessageInvoker(_invoker)));
        cache.Load();
        var folders = new ContainerFolders(Driver, options);
        Registry = new(new(Driver, folders, _pump, TimeProvider.System, options), folders, catalog, slots, TimeProvider.System, NullLogger<ContainerRegistry>.Instance);
        _initialiser = new(cache, slots);
    }

    public ExecutorOptions Options { get; }

    public IIsolationDriver Driver { get; }

    public ContainerRegistry Registry { get; }

    public FakeInvoker Invoker => _invoker;

    /// <param name="catalog">The runtimes; those of this machine unless a driver takes its own.</param>
    public static async Task<LocalExecutor> CreateAsync(Func<IOptions<ExecutorOptions>, ProcessStarter, IIsolationDriver> driver, RuntimeCatalog? catalog = null)
    {
        var executor = new LocalExecutor(catalog ?? await Catalog.Value, driver);
        await executor.Driver.SweepAsync(CancellationToken.None);
        return executor;
    }

    /// <summary>The runtime of this machine that the tests of a family run on.</summary>
    public static async Task<Runtime> RuntimeAsync(string family) => (await Catalog.Value).Find(await KindAsync(family), out _)!;

    public static async Task<string> KindAsync(string family)
    {
        var kind = (await Catalog.Value).Statuses.FirstOrDefault(status => status.Family == family && status.IsDefault);
        Assert.SkipWhen(kind is null, $"no interpreter for {family}");
        return kind!.Kind;
    }

    public async Task<(string Id, Container Container)> StartAsync(string family = "nodejs", int memoryMiB = 128, int concurrency = 1, FunctionNetwork network = FunctionNetwork.Outbound)
    {
        var (id, outcome) = await TryStartAsync(new("", await KindAsync(family), memoryMiB, concurrency, "owner", null) { Network = network });
        Assert.True(outcome is StartOutcome.Started, $"{outcome}");
        return (id, ((StartOutcome.Started)outcome).Container);
    }

    /// <param name="wish">Its slot is filled in.</param>
    public async Task<(string Id, StartOutcome Outcome)> TryStartAsync(ContainerStart wish)
    {
        var id = $"c{Interlocked.Increment(ref _made)}";
        return (id, await Registry.StartAsync(id, wish with { Slot = $"slot-{id}" }, TestContext.Current.CancellationToken));
    }

    public async Task<ContainerReply> InitAsync(Container container, string code, IReadOnlyDictionary<string, string>? environment = null) =>
        await InitAsync(container, _invoker.Add(Encoding.UTF8.GetBytes(code), binary: false), environment);

    public async Task<ContainerReply> InitAsync(Container container, CodeReference? code, IReadOnlyDictionary<string, string>? environment = null)
    {
        var wish = new ContainerInit(new('0', 32), "guest/f", "main", code, new("http://invoker"), environment ?? new Dictionary<string, string>(), 20_000, 100_000);
        return Assert.IsType<ContainerReply>(await _initialiser.InitAsync(container, wish, TestContext.Current.CancellationToken));
    }

    public async Task<(string Id, Container Container)> StartWithAsync(string code, string family = "nodejs", int memoryMiB = 128, int concurrency = 1, FunctionNetwork network = FunctionNetwork.Outbound)
    {
        var (id, container) = await StartAsync(family, memoryMiB, concurrency, network);
        var reply = await InitAsync(container, code);
        Assert.True(reply is { End: ContainerEnd.Answered, Status: 200 }, $"{reply}");
        return (id, container);
    }

    public static async Task<Ran> RunAsync(Container container, string parameters = "{}", int timeoutMs = 20_000, string? activation = null, int logsBytes = 1 << 20)
    {
        var call = container.TryEnterRun();
        Assert.NotNull(call);
        activation ??= Guid.NewGuid().ToString("n");
        var body = Encoding.UTF8.GetBytes($$"""{"value":{{parameters}},"activation_id":"{{activation}}","namespace":"guest"}""");
        using var result = await container.CallAsync(call, "/run", activation, body, new(TimeSpan.FromMilliseconds(timeoutMs), logsBytes), null);
        return new(result.End, result.Status, Encoding.UTF8.GetString(result.Body.Span), Encoding.UTF8.GetString(result.Logs.Span), result.Detail);
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.RemoveAllAsync();
        await Driver.SweepAsync(CancellationToken.None);
        (Driver as IDisposable)?.Dispose();
        _pump.Dispose();
        _starter.Dispose();
        Directory.Delete(Options.DataFolder, recursive: true);
    }

    internal sealed record Ran(ContainerEnd End, int Status, string Body, string Logs, string? Detail)
    {
        /// <summary>The log lines without their times.</summary>
        public string[] Lines => [.. Logs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ') + 1)..])];
    }
}

/// <summary>Serves code by hash, as invokers do, and counts how often.</summary>
internal sealed class FakeInvoker : HttpMessageHandler
{
    /// <summary>The host at which nobody answers.</summary>
    public const string Dead = "dead";

    private readonly ConcurrentDictionary<string, byte[]> _code = new();
    private int _asked;

    public int Asked => _asked;

    /// <summary>Holds answers back until it is completed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public CodeReference Add(byte[] bytes, bool binary)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _code[sha256] = bytes;
        return new(sha256, bytes.Length, binary);
    }

    public CodeReference AddZip(params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            foreach (var (name, text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        return Add(stream.ToArray(), binary: true);
    }

    public void Corrupt(CodeReference code) => _code[code.Sha256] = [1, 2, 3];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        await Gate.WaitAsync(cancellationToken);
        if (request.RequestUri!.Host == Dead) throw new HttpRequestException("Connection refused");
        if (request.Headers.Authorization?.Parameter != "token") return new(HttpStatusCode.Unauthorized);
        return _code.TryGetValue(request.RequestUri.Segments[^1], out var bytes) ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) } : new(HttpStatusCode.NotFound);
    }
}
