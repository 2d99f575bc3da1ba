using Faas.Contracts;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class KindTests
{
    private static readonly SlotWish Blackbox = new(256) { Kind = KindStatus.Blackbox };
    private static readonly KindStatus Missing = new(KindStatus.Blackbox, false, "Its executor needs the docker driver.");

    [Fact]
    public async Task A_function_gets_a_slot_where_the_executor_has_its_kind()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();

        var slot = await cluster.TakeAsync(new SlotWish(256) { Kind = "nodejs:default" });

        Assert.Equal("agent", slot.AgentId);
    }

    [Fact]
    public async Task A_kind_that_no_agent_offers_is_refused_at_once()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();

        var refusal = await Assert.ThrowsAsync<SlotRefusedException>(() => cluster.TakeAsync(Blackbox));

        Assert.Equal("No agent of the cluster offers the kind 'blackbox'.", refusal.Message);
    }

    [Fact]
    public void Agents_known_to_lack_a_kind_are_passed_over()
    {
        var offered = new Offered();
        offered.Has("sandbox", ExecutorReadiness.Running, Held.Offer("1", 4096, "sandbox"));
        offered.Has("docker", ExecutorReadiness.None, Held.Offer("2", 4096, "docker"));
        offered.Agents.Learn("sandbox", [Missing]);

        Assert.Equal("docker", Place(offered, new BinpackPlacement(), Blackbox).Single().Room.Agent.Id);
        Assert.Null(KindSearch.Nowhere(KindStatus.Blackbox, offered.Agents.Kinds));
    }

    [Fact]
    public void What_an_executor_tells_counts_for_what_is_offered_already()
    {
        var offered = new Offered();
        offered.Has("agent", ExecutorReadiness.Running, Held.Offer("1", 4096));
        offered.Agents.Learn("agent", [Missing]);
        Assert.Empty(Place(offered, new BinpackPlacement(), Blackbox));

        offered.Agents.Learn("agent", [new KindStatus(KindStatus.Blackbox, true, null)]);
        Assert.Single(Place(offered, new BinpackPlacement(), Blackbox));
        offered.Agents.Learn("agent", []);
        Assert.Single(Place(offered, new BinpackPlacement(), Blackbox));
    }

    [Theory, InlineData("binpack"), InlineData("spread")]
    public void Agents_that_differ_in_other_kinds_are_tried_in_the_order_of_all(string policy)
    {
        // Sets that have the kind, one that lacks it, and agents of which nothing is known yet.
        KindStatus[] node = [new("nodejs:20", true, null)];
        KindStatus[][] differing = [node, [.. node, new("go", true, null)], [.. node, Missing], []];
        IPlacementPolicy chosen = policy == "spread" ? new SpreadPlacement() : new BinpackPlacement();

        Assert.Equal(Tried(_ => node), Tried(agent => differing[agent % differing.Length]));

        IEnumerable<string> Tried(Func<int, KindStatus[]> kinds)
        {
            var offered = new Offered();
            for (var agent = 0; agent < 60; agent++)
            {
                var lacks = agent % 5 == 0;
                offered.Has($"{agent}", (ExecutorReadiness)(agent % 3), Held.Offer($"{agent}", 300 + (agent * 37 % 11 * 64), $"{agent}"));
                offered.Agents.Learn($"{agent}", lacks ? [Missing] : kinds(agent));
            }
            return Place(offered, chosen, [.. Enumerable.Repeat(new SlotWish(256) { Kind = "nodejs:default" }, 40)])
                .Select(placement => $"{placement.Room.Agent.Id}: {placement.Slots.Count}");
        }
    }

    [Fact]
    public void Agents_that_can_run_the_same_share_what_is_known_of_it()
    {
        var agents = new AgentTable();
        foreach (var name in new[] { "a", "b", "c" })
        {
            agents.Learn(name, [new KindStatus("nodejs:20", true, null)]);
        }

        Assert.Single(agents.Kinds.Sets);
        agents.Forget(agents.Get("a"));
        agents.Learn("b", [Missing]);
        Assert.Null(KindSearch.Nowhere("nodejs:20", agents.Kinds));
        agents.Learn("c", [Missing]);
        Assert.NotNull(KindSearch.Nowhere("nodejs:20", agents.Kinds));
        agents.Get("new");
        Assert.Null(KindSearch.Nowhere("nodejs:20", agents.Kinds));
    }

    [Fact]
    public void What_is_missing_is_told_when_it_is_missing_everywhere()
    {
        var agents = new AgentTable();
        agents.Learn("agent", [Missing]);

        Assert.Equal("No agent of the cluster offers the kind 'blackbox'. Its executor needs the docker driver.", KindSearch.Nowhere(KindStatus.Blackbox, agents.Kinds));
    }

    private static IReadOnlyList<Placement> Place(Offered offered, IPlacementPolicy policy, params SlotWish[] wishes) =>
        Placer.Place([.. wishes.Select(wish => new WantedSlot(wish, new Amount(0.1m, wish.MemoryMiB)))], offered.Rooms, policy, new ZoneCensus(), Held.Now);
}
