using Microsoft.Extensions.Time.Testing;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class ExecutorSweepTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Executors_that_no_leader_uses_any_more_are_forgotten_and_no_other()
    {
        await using var cluster = await Cluster.StartOnAsync(_time, ("WarmSlots", "1"));
        var since = _time.GetUtcNow();
        foreach (var id in new[] { "faas-agent-hash-1x99", "faas-long-gone-hash-0x1", "of-another-time" })
        {
            await cluster.Memory.SetExecutorInfoAsync("mesos", id, [1], Cluster.Token);
        }
        await cluster.Memory.SetExecutorInfoAsync("mesos", "faas-agent-hash-2x1", [1], Cluster.Token);
        cluster.Offer();
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots is [{ State: "empty" }], "our executor is up");
        Assert.Equal(5, cluster.Memory.Executors.Count);

        await cluster.WhileTimePassesAsync(() => cluster.Memory.Executors.Count < 5, TimeSpan.FromSeconds(20));

        Assert.True(_time.GetUtcNow() - since >= AgentSweep.Absence);
        Assert.Equal(new[] { "faas-agent-hash-2x1", cluster.Memory.Slots.Single().ExecutorId }.Order(), cluster.Memory.Executors.Order());
    }

    [Theory, InlineData("faas-a-b-S1-0123-12x3", 12), InlineData("faas-agent-hash-g", 0), InlineData("faas-agent-hash-x1", 0), InlineData("", 0)]
    public void An_executors_id_tells_under_which_leader_it_was_made(string id, long epoch) => Assert.Equal(epoch, ExecutorIds.EpochOf(id));
}
