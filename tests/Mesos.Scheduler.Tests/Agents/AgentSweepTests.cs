using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class AgentSweepTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_agent_that_is_gone_for_long_is_forgotten_and_what_it_lacked_refuses_nobody()
    {
        await using var cluster = await Cluster.StartOnAsync(_time);
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Kinds.Count > 0, "its executor has said what it can run");
        cluster.Master.Tasks.Remove(slot.Id);
        cluster.Master.Update(slot.Id, TaskState.TaskGone);
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots.Count == 0, "nothing is there any more");
        await Assert.ThrowsAsync<SlotRefusedException>(() => TakePythonAsync(cluster));

        var since = _time.GetUtcNow();
        await cluster.WhileTimePassesAsync(() => cluster.Host.Status.Agents.Count == 0, TimeSpan.FromSeconds(20));

        Assert.True(_time.GetUtcNow() - since >= AgentSweep.Absence);
        var taking = TakePythonAsync(cluster);
        await Eventually.IsTrueAsync(() => cluster.Host.Slots.Waiting == 1, "somebody waits for an agent to come");
        Assert.False(taking.IsCompleted);
    }

    [Fact]
    public async Task An_agent_with_a_slot_of_ours_is_never_forgotten()
    {
        await using var cluster = await Cluster.StartOnAsync(_time, ("WarmSlots", "1"));
        cluster.Offer();
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots is [{ State: "empty" }], "there is an empty slot");

        var end = _time.GetUtcNow() + (4 * AgentSweep.Absence);
        await cluster.WhileTimePassesAsync(() => _time.GetUtcNow() >= end, TimeSpan.FromSeconds(20));

        Assert.Single(cluster.Host.Status.Agents);
        Assert.Equal("agent", (await cluster.TakeAsync()).AgentId);
    }

    private static Task<Slot> TakePythonAsync(Cluster cluster) => cluster.TakeAsync(new SlotWish(256) { Kind = "python:3" });
}
