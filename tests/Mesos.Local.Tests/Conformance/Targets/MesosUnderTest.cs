using System.Diagnostics;
using Faas.Mesos.Local.Tests.Driving;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>
/// The Mesos that the suite asks: LocalMesos, on a clock of the test's, or the master named by MESOS_MASTER, on that of the world. Both
/// have the master's default allocation interval.
/// </summary>
internal abstract class MesosUnderTest : IAsyncDisposable
{
    public const string ReservedRole = "reserved";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    // What depends on a process takes its time whatever the test's clock says.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<MesosDriver> _drivers = [];

    /// <summary>The master flag --allocation_interval, as by default.</summary>
    public static TimeSpan A { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How much later than Mesos' own times a thing may be seen; short enough to tell one batch from the next.</summary>
    public static TimeSpan Slack { get; } = TimeSpan.FromSeconds(0.5);

    public abstract Uri Master { get; }

    public virtual Uri Standby => throw new NotSupportedException();

    /// <summary>A principal that the master lets in.</summary>
    public virtual (string Principal, string Secret) Credential => throw new NotSupportedException();

    /// <summary>--offer_timeout.</summary>
    public abstract TimeSpan OfferTimeout { get; }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    protected abstract TimeSpan Elapsed { get; }

    public static async Task<MesosUnderTest> StartAsync(Needs needs) =>
        NamedMesos.Address is { } master ? await NamedMesos.StartAsync(master, needs) : await EmulatedMesos.StartAsync(needs);

    /// <summary>Lets this much time go by.</summary>
    public abstract Task PassAsync(TimeSpan time);

    public abstract Task StopAgentAsync(AgentID agent);

    public abstract Task ContinueAgentAsync(AgentID agent);

    public abstract Task RestartAgentAsync(AgentID agent);

    /// <summary>Ends the master and starts it again; its agents come back by themselves.</summary>
    public abstract Task RestartMasterAsync();

    /// <summary>A framework up to its first two events.</summary>
    public async Task<MesosDriver> EnterAsync(FrameworkInfo? framework = null, params string[] suppressed)
    {
        var driver = await SubscribeAsync(framework ?? Given.Framework(), suppressed);
        await driver.EnterAsync();
        return driver;
    }

    public async Task<MesosDriver> SubscribeAsync(FrameworkInfo framework, params string[] suppressed)
    {
        var driver = new MesosDriver(Http, Master, MessageEncoding.Protobuf);
        _drivers.Add(driver);
        await driver.SubscribeAsync(framework, suppressed);
        return driver;
    }

    /// <returns>How long it took until that was so.</returns>
    public async Task<TimeSpan> UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan atMost)
    {
        var (from, real) = (Elapsed, Stopwatch.StartNew());
        while (!await isSo())
        {
            Assert.True(Elapsed - from <= atMost || real.Elapsed < Patience, $"Not seen within {atMost}: {what}.");
            await PassAsync(Step);
        }
        return Elapsed - from;
    }

    /// <returns>How long it took until an offer was there.</returns>
    public Task<TimeSpan> UntilOfferAsync(MesosDriver driver) => UntilAsync("an offer", driver.IsOfferedAsync, TimeSpan.FromSeconds(20));

    /// <summary>Nothing is offered for so long.</summary>
    public async Task NoOfferAsync(MesosDriver driver, TimeSpan time)
    {
        var end = Elapsed + time;
        while (Elapsed < end)
        {
            Assert.False(await driver.IsOfferedAsync(), "Something was offered.");
            await PassAsync(Step);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var driver in _drivers)
        {
            await driver.LeaveAsync();
            driver.Dispose();
        }
        Http.Dispose();
    }
}
