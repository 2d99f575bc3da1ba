using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class DockerTaskTests
{
    private static readonly SlotWish Blackbox = new(256) { Kind = KindStatus.Blackbox, Image = "team/image:1", Function = "guest/f" };

    [Fact]
    public async Task A_slot_is_a_docker_task_of_the_wished_image_with_a_mapped_port()
    {
        await using var cluster = await StartAsync();
        cluster.Offer();

        var slot = await cluster.TakeAsync(Blackbox);

        var task = await NextTaskAsync(cluster);
        var mapping = task.Container.Docker.PortMappings.Single();
        Assert.Equal(("team/image:1", 8080u, (uint)cluster.Executor.Port), (task.Container.Docker.Image, mapping.ContainerPort, mapping.HostPort));
        Assert.Equal((false, false, cluster.Executor.Port), (task.Executor is not null, task.Command.HasValue, slot.Executor.Port));
        Assert.Equal(["cpus", "mem", "ports"], task.Resources.Select(resource => resource.Name));
    }

    [Fact]
    public async Task A_kind_is_the_image_that_is_configured_for_it_and_another_is_refused()
    {
        await using var cluster = await StartAsync();
        cluster.Offer();

        await cluster.TakeAsync(new SlotWish(256) { Kind = "nodejs:default" });

        Assert.Equal("openwhisk/action-nodejs-v20", (await NextTaskAsync(cluster)).Container.Docker.Image);
        await Assert.ThrowsAsync<SlotRefusedException>(() => cluster.TakeAsync(new SlotWish(256) { Kind = "python:3" }));
        Assert.Equal(["nodejs:20", "blackbox"], cluster.Host.Status.Kinds.Select(kind => kind.Kind));
    }

    [Fact]
    public async Task A_slot_that_is_given_back_ends()
    {
        await using var cluster = await StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync(Blackbox);

        await cluster.ReturnAsync(slot);

        Assert.Equal(slot.Id, (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
    }

    [Fact]
    public async Task An_image_that_fails_twice_is_told_to_who_waits_for_it()
    {
        await using var cluster = await StartAsync();
        cluster.Master.RunsTasks = false;
        cluster.Offer();
        var taking = cluster.TakeAsync(Blackbox);
        cluster.Master.Update((await NextTaskAsync(cluster)).TaskId.Value, TaskState.TaskFailed, Reason.ContainerLaunchFailed);
        cluster.Offer("other");
        cluster.Master.Update((await NextTaskAsync(cluster)).TaskId.Value, TaskState.TaskFailed, Reason.ContainerLaunchFailed);

        var refusal = await Assert.ThrowsAsync<SlotRefusedException>(() => taking);

        Assert.StartsWith("The image team/image:1 could not be started: TaskFailed, ContainerLaunchFailed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_leader_keeps_what_an_invoker_names_and_ends_the_rest()
    {
        await using var cluster = await StartAsync();
        cluster.Offer();
        var named = await cluster.TakeAsync(Blackbox);
        cluster.Offer("other");
        var forgotten = await cluster.TakeAsync(Blackbox);
        await cluster.Host.DisposeAsync();
        cluster.Set("OwnersSpeak", "00:00:01");
        cluster.Master.KnowsAgents = false;
        await cluster.StartSchedulerAsync();

        Assert.Empty((await cluster.Host.Slots.HoldAsync(Cluster.Me, [named.Id], Cluster.Token)).Lost);
        cluster.Master.Update(named.Id, TaskState.TaskRunning, Reason.Reconciliation);
        cluster.Master.Update(forgotten.Id, TaskState.TaskRunning, Reason.Reconciliation);

        Assert.Equal(forgotten.Id, (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
        Assert.Empty((await cluster.Host.Slots.HoldAsync(Cluster.Me, [named.Id], Cluster.Token)).Lost);
    }

    private static Task<Cluster> StartAsync() => Cluster.StartAsync(
        ("Mode", "docker"), ("Docker:Kinds:0:Kind", "nodejs:20"), ("Docker:Kinds:0:Image", "openwhisk/action-nodejs-v20"), ("Executor:Command", ""));

    private static async Task<TaskInfo> NextTaskAsync(Cluster cluster) =>
        (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single();
}
