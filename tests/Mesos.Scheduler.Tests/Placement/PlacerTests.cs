using Faas.Contracts;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class PlacerTests
{
    private readonly Offered _offered = new();

    [Fact]
    public void A_running_executor_is_preferred_to_a_starting_one_and_that_to_none()
    {
        _offered.Has("none", ExecutorReadiness.None, Held.Offer("1", 512, "none"));
        _offered.Has("starting", ExecutorReadiness.Starting, Held.Offer("2", 512, "starting"));

        Assert.Equal("starting", Place(Slot(256)).Single().Room.Agent.Id);
        _offered.Has("running", ExecutorReadiness.Running, Held.Offer("3", 4096, "running"));
        Assert.Equal("running", Place(Slot(256)).Single().Room.Agent.Id);
    }

    [Fact]
    public void Binpack_fills_the_fullest_agent_first()
    {
        _offered.Has("large", ExecutorReadiness.Running, Held.Offer("1", 4096, "large"));
        _offered.Has("small", ExecutorReadiness.Running, Held.Offer("2", 600, "small"));

        var placements = Place(Slot(256), Slot(256), Slot(256));

        Assert.Equal(2, placements.Single(placement => placement.Room.Agent.Id == "small").Slots.Count);
        Assert.Single(placements.Single(placement => placement.Room.Agent.Id == "large").Slots);
    }

    [Fact]
    public void Spread_takes_the_emptiest_agent_first()
    {
        _offered.Has("large", ExecutorReadiness.Running, Held.Offer("1", 900, "large"));
        _offered.Has("small", ExecutorReadiness.Running, Held.Offer("2", 800, "small"));

        var placements = Placer.Place([Slot(256), Slot(256)], _offered.Rooms, new SpreadPlacement(), new ZoneCensus(), Held.Now);

        Assert.Equal(["large", "small"], placements.Select(placement => placement.Room.Agent.Id).Order());
    }

    [Fact]
    public void A_new_executor_is_paid_for_once()
    {
        _offered.Has("agent", ExecutorReadiness.None, Held.Offer("1", 64 + 512));

        Assert.Equal(2, Place(Slot(256), Slot(256), Slot(256)).Single().Slots.Count);
    }

    [Fact]
    public void A_new_executor_needs_a_port()
    {
        _offered.Has("agent", ExecutorReadiness.None, Held.Offer("1", 4096, port: false));

        Assert.Empty(Place(Slot(256)));
    }

    [Fact]
    public void What_does_not_fit_holds_nobody_up()
    {
        _offered.Has("agent", ExecutorReadiness.Running, Held.Offer("1", 512));

        Assert.Equal([256], Place(Slot(1024), Slot(256)).Single().Slots.Select(slot => slot.Wish.MemoryMiB));
    }

    [Fact]
    public void Offers_of_an_agent_add_up()
    {
        _offered.Has("agent", ExecutorReadiness.Running, Held.Offer("1", 300), Held.Offer("2", 300));

        Assert.Equal(2, Place(Slot(512)).Single().Offers.Count);
    }

    [Fact]
    public void No_more_than_sixteen_starts_are_under_way_on_an_agent()
    {
        _offered.Has("agent", ExecutorReadiness.Running, Held.Offer("1", 100_000, cpus: 1000));
        Assert.Equal(Placer.MaxStartsPerAgent, Place([.. Enumerable.Repeat(Slot(64), 100)]).Single().Slots.Count);

        _offered.Agents.Get("agent").Starting = 14;
        Assert.Equal(2, Place([.. Enumerable.Repeat(Slot(64), 100)]).Single().Slots.Count);
    }

    [Fact]
    public void Planning_leaves_what_is_offered_as_it_was()
    {
        _offered.Has("agent", ExecutorReadiness.None, Held.Offer("1", 64 + 256));

        Assert.Single(Place(Slot(256)));
        Assert.Single(Place(Slot(256)));
    }

    [Fact]
    public void An_agent_on_which_launches_fail_is_left_alone_for_a_while()
    {
        _offered.Has("agent", ExecutorReadiness.Running, Held.Offer("1", 512));
        var wait = _offered.Agents.Penalise("agent", Held.Now);

        Assert.Empty(Place(Slot(256)));
        Assert.Single(Placer.Place([Slot(256)], _offered.Rooms, new BinpackPlacement(), new ZoneCensus(), Held.Now + wait));
    }

    [Fact]
    public void Slots_of_a_function_are_spread_over_zones()
    {
        for (var zone = 1; zone <= 3; zone++)
        {
            for (var agent = 1; agent <= 2; agent++)
            {
                _offered.Has($"{zone}{agent}", ExecutorReadiness.Running, Held.Offer($"{zone}{agent}", 1024, $"{zone}{agent}"));
                _offered.Agents.Get($"{zone}{agent}").Zone = $"region/zone{zone}";
            }
        }
        var zones = new ZoneCensus();
        zones.Add("f", "region/zone2", 1);

        var placements = Placer.Place([.. Enumerable.Repeat(Slot(256, "f"), 5)], _offered.Rooms, new BinpackPlacement(), zones, Held.Now);

        Assert.Equal([2, 1, 2], Enumerable.Range(1, 3).Select(zone => placements.Where(placement => placement.Room.Agent.Zone == $"region/zone{zone}").Sum(placement => placement.Slots.Count)));
    }

    [Fact]
    public void A_function_gets_agents_with_the_attributes_it_asks_for()
    {
        _offered.Has("plain", ExecutorReadiness.Running, Held.Offer("1", 1024, "plain"));
        _offered.Has("ssd", ExecutorReadiness.None, Held.Offer("2", 4096, "ssd"));
        _offered.Agents.Get("ssd").Attributes = new Dictionary<string, string> { ["disk"] = "ssd", ["rack"] = "4" };
        var picky = Slot(256) with { Wish = new SlotWish(256) { Attributes = new Dictionary<string, string> { ["disk"] = "ssd" } } };
        var pickier = Slot(256) with { Wish = new SlotWish(256) { Attributes = new Dictionary<string, string> { ["disk"] = "ssd", ["rack"] = "5" } } };

        Assert.Equal("ssd", Place(picky).Single().Room.Agent.Id);
        Assert.Empty(Place(pickier));
    }

    [Theory, InlineData(50, "small"), InlineData(150, "middle"), InlineData(600, "large"), InlineData(1050, "large,small"), InlineData(1150, "large,middle")]
    public void The_smallest_set_of_offers_is_chosen(int memoryMiB, string expected)
    {
        HeldOffer[] offers = [Held.Offer("large", 1000), Held.Offer("small", 100), Held.Offer("middle", 200)];

        var chosen = OfferChoice.Smallest(offers, new Amount(0.1m, memoryMiB), port: false);

        Assert.Equal(expected, string.Join(',', chosen.Select(offer => offer.Id).Order()));
    }

    [Fact]
    public void What_is_reserved_for_us_is_used_first()
    {
        HeldOffer[] offers = [Held.Offer("anybody's", 500), Held.Offer("ours", 600) with { IsReserved = true }];

        Assert.Equal("ours", OfferChoice.Smallest(offers, new Amount(0.1m, 400), port: false).Single().Id);
    }

    private IReadOnlyList<Placement> Place(params WantedSlot[] wanted) => Placer.Place(wanted, _offered.Rooms, new BinpackPlacement(), new ZoneCensus(), Held.Now);

    private static WantedSlot Slot(int memoryMiB, string? function = null) => new(new SlotWish(memoryMiB) { Function = function }, new Amount(0.01m, memoryMiB));
}
