using System.Net;
using Faas.Mesos.Local.Tests.Driving;
using Microsoft.Extensions.Time.Testing;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests;

/// <summary>Two masters, one of which leads.</summary>
public sealed class FailoverTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task The_one_that_does_not_lead_names_the_one_that_does_before_and_after()
    {
        await using var cluster = await Cluster.StartAsync(o => o.Masters = 2);
        var (first, second) = (cluster.Masters[0], cluster.Masters[1]);
        Assert.Equal($"//{first.Authority}{MesosHttp.SchedulerPath}", await LocationAsync(cluster, second));

        cluster.Faults.FailOver();

        Assert.Equal(second, cluster.Master);
        Assert.Equal($"//{second.Authority}{MesosHttp.SchedulerPath}", await LocationAsync(cluster, first));
    }

    [Fact]
    public async Task Nobody_leads_until_the_next_is_elected()
    {
        await using var cluster = await Cluster.StartAsync(o => o.Masters = 2);

        cluster.Faults.LoseLeader();

        using var response = await cluster.Http.PostAsync(new Uri(cluster.Masters[0], MesosHttp.SchedulerPath), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        cluster.Faults.FailOver();
        await (await cluster.SubscribeAsync(Given.Framework())).EnterAsync();
    }

    [Fact]
    public async Task The_next_leader_says_nothing_of_tasks_whose_agents_have_not_returned_and_the_truth_when_they_have()
    {
        await using var cluster = await Cluster.StartAsync(o => o.Masters = 2, _time);
        var driver = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await driver.EnterAsync();
        var offer = await driver.NextOfferAsync();
        var task = Given.Custom(offer);
        await driver.AcceptAsync(offer, task);
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);

        cluster.Faults.FailOver(agentsReturn: false);
        await driver.EndOfStreamAsync();
        var again = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await again.EnterAsync();
        await again.ReconcileAsync(task.TaskId, task.AgentId);
        Assert.False(await again.IsOfferedAsync());
        Assert.False(again.Has(Type.Update));

        cluster.Faults.ReturnAgents();
        _time.Advance(TimeSpan.FromSeconds(1));
        var rest = await again.NextOfferAsync();
        await again.ReconcileAsync(task.TaskId, task.AgentId);

        Assert.Equal(running.ContainerStatus, (await again.NextUpdateAsync(TaskState.TaskRunning)).ContainerStatus);
        Assert.Equal(running.ExecutorId, rest.ExecutorIds.Single());
        Assert.Equal(63.8, Given.Cpus(rest));
    }

    [Fact]
    public async Task Agents_that_stay_away_from_the_next_leader_are_unreachable_after_ten_minutes()
    {
        await using var cluster = await Cluster.StartAsync(time: _time);

        cluster.Faults.FailOver(agentsReturn: false);
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("Unreachable", cluster.Faults.StateOf(cluster.Faults.AgentIds[0]));
    }

    private static async Task<string> LocationAsync(Cluster cluster, Uri master)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var response = await http.PostAsync(new Uri(master, MesosHttp.SchedulerPath), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        return response.Headers.GetValues("Location").Single();
    }
}
