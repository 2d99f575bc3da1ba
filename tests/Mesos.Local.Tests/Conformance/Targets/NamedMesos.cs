using System.Diagnostics;
using System.Globalization;
using System.Net;
using SystemEnvironment = System.Environment;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>
/// The Mesos behind MESOS_MASTER, which nothing else should use meanwhile. What else an item needs is told by further variables; one
/// that is not set skips the item and is named.
/// </summary>
internal sealed class NamedMesos : MesosUnderTest
{
    // There is one Mesos, and each item wants all of it.
    private static readonly SemaphoreSlim Turn = new(1);

    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private NamedMesos(Uri master) => Master = master;

    public static Uri? Address => Variable("MESOS_MASTER") is { } master ? new Uri(master) : null;

    public override Uri Master { get; }

    public override Uri Standby => new(Variable("MESOS_STANDBY")!);

    public override (string Principal, string Secret) Credential =>
        Variable("MESOS_CREDENTIAL")!.Split(':', 2) is [var principal, var secret] ? (principal, secret) : throw new InvalidOperationException("MESOS_CREDENTIAL is no principal:secret.");

    public override TimeSpan OfferTimeout => TimeSpan.FromSeconds(double.Parse(Variable("MESOS_OFFER_TIMEOUT")!, CultureInfo.InvariantCulture));

    protected override TimeSpan Elapsed => _clock.Elapsed;

    public static async Task<NamedMesos> StartAsync(Uri master, Needs needs)
    {
        SkipWithout(needs);
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        return new(master);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Turn.Release();
    }

    private static void SkipWithout(Needs needs)
    {
        var agents = int.Parse(Variable("MESOS_AGENTS") ?? "1", CultureInfo.InvariantCulture);
        Assert.SkipUnless(needs.Agents == agents, $"MESOS_AGENTS says that there are {agents} agents: this item needs {needs.Agents}.");
        Demand(needs.OfferTimeout, "MESOS_OFFER_TIMEOUT", "the master's --offer_timeout, in seconds");
        Demand(needs.Credentials, "MESOS_CREDENTIAL", "principal:secret of a master that asks for credentials");
        Demand(needs.Standby, "MESOS_STANDBY", "the address of a master that does not lead");
        Demand(needs.StaticReservation, "MESOS_STATIC_RESERVATION", $"set when an agent's --resources reserve something for the role '{ReservedRole}'");
        Demand(needs.AgentStop, "MESOS_AGENT_STOP", "a shell command that stops the process of agent $AGENT_ID, and MESOS_AGENT_CONTINUE its opposite");
        Demand(needs.AgentRestart, "MESOS_AGENT_RESTART", "a shell command that restarts the process of agent $AGENT_ID");
        Demand(needs.MasterRestart, "MESOS_MASTER_RESTART", "a shell command that restarts the master's process");
        // With credentials every other item would be answered 401.
        Assert.SkipWhen(!needs.Credentials && Variable("MESOS_CREDENTIAL") is not null, "MESOS_CREDENTIAL is set: this item needs a master that asks for none.");
    }

    public override async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    public override Task StopAgentAsync(AgentID agent) => RunAsync("MESOS_AGENT_STOP", agent);

    public override Task ContinueAgentAsync(AgentID agent) => RunAsync("MESOS_AGENT_CONTINUE", agent);

    public override Task RestartAgentAsync(AgentID agent) => RunAsync("MESOS_AGENT_RESTART", agent);

    public override async Task RestartMasterAsync()
    {
        await RunAsync("MESOS_MASTER_RESTART", new());
        await UntilAsync("a master that leads and has recovered", LeadsAsync, Recovery);
    }

    // It refuses connections, then answers 503 to everybody until its registry is read.
    private async Task<bool> LeadsAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Master, MesosHttp.SchedulerPath), TestContext.Current.CancellationToken);
            return answer.StatusCode == HttpStatusCode.MethodNotAllowed;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Demand(bool needed, string variable, string what) =>
        Assert.SkipWhen(needed && Variable(variable) is null, $"{variable} is not set: {what}.");

    private static string? Variable(string name) => SystemEnvironment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static async Task RunAsync(string variable, AgentID agent)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Variable(variable) ?? throw new InvalidOperationException($"{variable} is not set.")]);
        start.Environment["AGENT_ID"] = agent.Value;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{variable} failed with {process.ExitCode}.");
    }
}
