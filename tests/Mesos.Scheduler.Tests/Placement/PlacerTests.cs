namespace Faas.Mesos.Scheduler.Tests;

public sealed class PlacerTests
{
    private static readonly Amount Executor = new(0.1m, 64);

    [Fact]
    public void A_running_executor_is_preferred_to_a_starting_one_and_that_to_none()
    {
        var rooms = new[]
        {
            Room("none", ExecutorReadiness.None, Held.Offer("1", 512, "none")),
            Room("starting", ExecutorReadiness.Starting, Held.Offer("2", 512, "starting")),
            Room("running", ExecutorReadiness.Running, Held.Offer("3", 4096, "running")),
        };

        Assert.Equal("running", Placer.Place([Slot(256)], rooms, Executor).Single().Room.AgentId);
        Assert.Equal("starting", Placer.Place([Slot(256)], rooms[..2], Executor).Single().Room.AgentId);
    }

    [Fact]
    public void Among_equals_the_fullest_agent_is_filled_first()
    {
        var rooms = new[]
        {
            Room("large", ExecutorReadiness.Running, Held.Offer("1", 4096, "large")),
            Room("small", ExecutorReadiness.Running, Held.Offer("2", 600, "small")),
        };

        var placements = Placer.Place([Slot(256), Slot(256), Slot(256)], rooms, Executor);

        Assert.Equal(2, placements.Single(placement => placement.Room.AgentId == "small").Slots.Count);
        Assert.Single(placements.Single(placement => placement.Room.AgentId == "large").Slots);
    }

    [Fact]
    public void A_new_executor_is_paid_for_once()
    {
        var room = Room("agent", ExecutorReadiness.None, Held.Offer("1", 64 + 512));

        Assert.Equal(2, Placer.Place([Slot(256), Slot(256), Slot(256)], [room], Executor).Single().Slots.Count);
    }

    [Fact]
    public void A_new_executor_needs_a_port()
    {
        var room = Room("agent", ExecutorReadiness.None, Held.Offer("1", 4096, port: false));

        Assert.Empty(Placer.Place([Slot(256)], [room], Executor));
    }

    [Fact]
    public void What_does_not_fit_holds_nobody_up()
    {
        var room = Room("agent", ExecutorReadiness.Running, Held.Offer("1", 512));

        Assert.Equal([256], Placer.Place([Slot(1024), Slot(256)], [room], Executor).Single().Slots.Select(slot => slot.MemoryMiB));
    }

    [Fact]
    public void Offers_of_an_agent_add_up()
    {
        var room = Room("agent", ExecutorReadiness.Running, Held.Offer("1", 300), Held.Offer("2", 300));

        Assert.Equal(2, Placer.Place([Slot(512)], [room], Executor).Single().Offers.Count);
    }

    [Fact]
    public void No_accept_carries_more_than_sixty_four_slots()
    {
        var room = Room("agent", ExecutorReadiness.Running, Held.Offer("1", 1_000_000, cpus: 1000));

        Assert.Equal(Placer.MaxSlotsPerAccept, Placer.Place([.. Enumerable.Repeat(Slot(64), 100)], [room], Executor).Single().Slots.Count);
    }

    [Theory, InlineData(50, "small"), InlineData(150, "middle"), InlineData(600, "large"), InlineData(1050, "large,small"), InlineData(1150, "large,middle")]
    public void The_smallest_set_of_offers_is_chosen(int memoryMiB, string expected)
    {
        HeldOffer[] offers = [Held.Offer("large", 1000), Held.Offer("small", 100), Held.Offer("middle", 200)];

        var chosen = OfferChoice.Smallest(offers, new Amount(0.1m, memoryMiB), port: false);

        Assert.Equal(expected, string.Join(',', chosen.Select(offer => offer.Id).Order()));
    }

    private static AgentRoom Room(string agent, ExecutorReadiness executor, params HeldOffer[] offers) => new(agent, "faas", executor, offers);

    private static WantedSlot Slot(int memoryMiB) => new(memoryMiB, new Amount(0.01m, memoryMiB));
}
