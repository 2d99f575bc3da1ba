using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>LocalMesos; its clock moves when the test says so.</summary>
internal sealed class EmulatedMesos : MesosUnderTest
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("mesos-conformance-");
    private readonly FakeTimeProvider _time = new();
    private LocalMesosHost _mesos = null!;

    public override Uri Master => _mesos.MasterAddress;

    public override Uri Standby => _mesos.MasterAddresses[1];

    public override (string Principal, string Secret) Credential => ("faas", "secret");

    public override TimeSpan OfferTimeout => TimeSpan.FromSeconds(7);

    protected override TimeSpan Elapsed => _time.GetUtcNow() - _time.Start;

    public static new async Task<EmulatedMesos> StartAsync(Needs needs)
    {
        var mesos = new EmulatedMesos();
        mesos._mesos = await LocalMesosHost.StartAsync(
            mesos.Options(needs), mesos._time, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        return mesos;
    }

    public override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    public override Task StopAgentAsync(AgentID agent) => Done(() => _mesos.Faults.StopAgent(agent.Value));

    public override Task ContinueAgentAsync(AgentID agent) => Done(() => _mesos.Faults.ResumeAgent(agent.Value));

    public override async Task RestartAgentAsync(AgentID agent)
    {
        _mesos.Faults.RestartAgent(agent.Value);
        // Executors are processes on the world's clock: this one waits for them.
        while (_mesos.Faults.AwaitsExecutors(agent.Value))
        {
            await Task.Yield();
        }
    }

    public override Task RestartMasterAsync() => Done(() => _mesos.Faults.FailOver());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _mesos.DisposeAsync();
        _work.Delete(recursive: true);
    }

    private LocalMesosOptions Options(Needs needs) => new()
    {
        Masters = needs.Standby ? 2 : 1,
        OfferTimeout = needs.OfferTimeout ? OfferTimeout : null,
        Credentials = needs.Credentials ? new Dictionary<string, string> { [Credential.Principal] = Credential.Secret } : new Dictionary<string, string>(),
        Agents = [.. Enumerable.Range(0, needs.Agents).Select(_ => Agent(needs))],
    };

    private LocalAgentOptions Agent(Needs needs) => new()
    {
        Cpus = 8,
        MemoryMiB = 8192,
        DiskMiB = 8192,
        WorkDirectory = _work.FullName,
        Reserved = needs.StaticReservation
            ? new Dictionary<string, LocalReservation> { [ReservedRole] = new(1, 512) }
            : new Dictionary<string, LocalReservation>(),
    };

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
