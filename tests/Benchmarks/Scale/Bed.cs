using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Faas.Contracts;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Faas.Mesos.Scheduler;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Benchmarks.Scale;

/// <summary>The scheduler as an invoker builds it, its loops not started: whoever measures makes each turn.</summary>
internal sealed class Bed : IDisposable
{
    private readonly IHost _host;
    private readonly OfferIntake _intake;
    private readonly CapacityLoop _loop;

    private Bed(IHost host, Subscription stream)
    {
        (_host, Stream) = (host, stream);
        (Ledger, _intake, Desk) = (Get<CapacityLedger>(), Get<OfferIntake>(), Get<SlotDesk>());
        _loop = host.Services.GetServices<IHostedService>().OfType<CapacityLoop>().Single();
        var (time, lease) = (TimeProvider.System, TimeSpan.FromDays(1));
        (Ledger.Stream, Ledger.Lead, Ledger.Token) = (stream, new(Get<LeaderLease>(), epoch: 1, time.GetTimestamp(), lease, time), "token");
    }

    public CapacityLedger Ledger { get; }

    public SlotDesk Desk { get; }

    public Subscription Stream { get; }

    public static async Task<Bed> MakeAsync(string placement)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mesos:Masters:0"] = "http://127.0.0.1:1",
            ["Mesos:WarmSlots"] = "0",
            ["Mesos:Placement"] = placement,
            // Everything is held: the pool is to be as large as it can get.
            ["Mesos:HeadroomMiB"] = (1 << 24).ToString(CultureInfo.InvariantCulture),
            ["Mesos:OfferHold"] = "01:00:00",
            ["Mesos:OfferMaxHold"] = "1.00:00:00",
            ["Mesos:Executor:Command"] = "/bin/true",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ISchedulerMemory, NoMemory>();
        builder.Services.AddSingleton<OwnerLiveness>((_, _) => ValueTask.FromResult(true));
        builder.AddMesosScheduler();
        var host = builder.Build();
        return new Bed(host, await SubscribeAsync(host.Services));
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>One OFFERS event from its bytes to everything that follows from it.</summary>
    public async Task OfferAsync(byte[] happened)
    {
        await _intake.AddAsync(Event.Parser.ParseFrom(happened).Offers.Offers_, Stream, CancellationToken.None);
        Turn();
    }

    /// <summary>One turn of the loop that decides.</summary>
    public void Turn() => _loop.Turn(TimeProvider.System.GetUtcNow());

    public void Dispose() => _host.Dispose();

    // A stream that says SUBSCRIBED and then nothing more; the calls made on it reach nobody.
    private static async Task<Subscription> SubscribeAsync(IServiceProvider services)
    {
        var pipe = new Pipe();
        var id = new FrameworkID { Value = "framework" };
        var subscribed = new Event { Type = Event.Types.Type.Subscribed, Subscribed = new Event.Types.Subscribed { FrameworkId = id, HeartbeatIntervalSeconds = 1e6 } };
        await RecordWriter.WriteAsync(pipe.Writer.AsStream(), subscribed, MessageEncoding.Protobuf, CancellationToken.None);
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
        return await Subscription.OpenAsync(new Uri("http://127.0.0.1:1"), answer, services.GetRequiredService<MasterCalls>(), TimeProvider.System, CancellationToken.None);
    }
}
