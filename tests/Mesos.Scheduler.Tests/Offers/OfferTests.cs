using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class OfferTests
{
    [Fact]
    public void What_is_beyond_the_headroom_is_surplus_and_an_agent_with_our_executor_the_last_to_go()
    {
        HeldOffer[] due = [Held.Offer("host", 512, "host"), Held.Offer("other", 512), Held.Offer("large", 2048)];

        var verdict = Judge(due, heldMiB: 512 + 512 + 2048, headroomMiB: 512, demand: false, Held.Now.AddSeconds(10));

        Assert.Equal(["large", "other"], verdict.Surplus.Select(offer => offer.Id));
        Assert.Equal(["host"], verdict.Keep.Select(offer => offer.Id));
        Assert.Empty(verdict.Renew);
    }

    [Fact]
    public void While_somebody_waits_nothing_is_surplus() =>
        Assert.Single(Judge([Held.Offer("fragment", 32)], 32, 0, demand: true, Held.Now.AddSeconds(60)).Keep);

    [Fact]
    public void Even_what_is_wanted_goes_back_in_the_end() =>
        Assert.Equal(["1"], Judge([Held.Offer("1", 64)], 64, 1024, demand: false, Held.Now.AddMinutes(5)).Renew.Select(offer => offer.Id));

    [Fact]
    public void What_is_taken_from_us_makes_us_modest_for_some_minutes()
    {
        var modest = Modesty.None.Rescinded(Held.Now).Rescinded(Held.Now);

        Assert.Equal(0.25, modest.Share);
        Assert.Equal(0.25, modest.At(Held.Now.AddSeconds(59)).Share);
        Assert.Equal(0.5, modest.At(Held.Now.AddMinutes(1)).Share);
        Assert.Equal(1, modest.At(Held.Now.AddMinutes(2)).Share);
    }

    [Fact]
    public void The_masters_offer_timeout_is_learned_from_what_it_takes_back()
    {
        var guess = new OfferTimeoutGuess();
        guess.Rescinded(TimeSpan.FromSeconds(3));
        guess.Rescinded(TimeSpan.FromSeconds(30));
        guess.Rescinded(TimeSpan.FromSeconds(30.2));
        Assert.Null(guess.Trust);

        guess.Rescinded(TimeSpan.FromSeconds(30.1));

        Assert.Equal(TimeSpan.FromSeconds(24), guess.Trust);
    }

    [Fact]
    public void A_master_that_is_slow_is_asked_seldom()
    {
        var revives = new ReviveSchedule(new TokenBucket(1000, 1000));
        Assert.True(revives.TryRevive(Held.Now, waiting: true, TimeSpan.FromSeconds(1)));
        revives.Poke();

        Assert.False(revives.TryRevive(Held.Now.AddSeconds(9), waiting: true, TimeSpan.FromSeconds(1)));
        Assert.Equal(Held.Now.AddSeconds(10), revives.NextAt);
        Assert.True(revives.TryRevive(Held.Now.AddSeconds(9), waiting: true, TimeSpan.FromSeconds(0.1)));
    }

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_rate()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 2);

        Assert.True(bucket.TryTake(Held.Now) && bucket.TryTake(Held.Now));
        Assert.False(bucket.TryTake(Held.Now));
        Assert.Equal(Held.Now.AddSeconds(0.1), bucket.NextAt);
        Assert.True(bucket.TryTake(bucket.NextAt));
    }

    [Fact]
    public void A_revive_is_repeated_soon_and_then_seldom_until_something_changes()
    {
        var revives = new ReviveSchedule(new TokenBucket(1000, 1000));
        var waits = new List<double>();
        var now = Held.Now;
        for (var i = 0; i < 6; i++)
        {
            Assert.True(revives.TryRevive(now, waiting: true));
            Assert.False(revives.TryRevive(now, waiting: true));
            waits.Add((revives.NextAt - now).TotalMilliseconds);
            now = revives.NextAt;
        }
        Assert.Equal([100, 300, 900, 2700, 5000, 5000], waits);

        Assert.True(revives.TryRevive(now, waiting: true));
        revives.Poke();
        Assert.True(revives.TryRevive(now, waiting: true));
    }

    [Fact]
    public void Without_a_waiter_one_revive_a_change_is_enough()
    {
        var revives = new ReviveSchedule(new TokenBucket(1000, 1000));

        Assert.True(revives.TryRevive(Held.Now, waiting: false));
        Assert.False(revives.TryRevive(Held.Now.AddDays(1), waiting: false));
    }

    [Fact]
    public void Reserved_resources_are_used_first_and_stay_reserved()
    {
        var basket = new ResourceBasket([Res.Scalar("cpus", 1), Res.Scalar("mem", 100), Res.Reserved("mem", 50)]);

        var taken = basket.Take(new Amount(0.123m, 70)).Where(resource => resource.Name == "mem").ToList();

        Assert.Equal([(50, 1), (20, 0)], taken.Select(resource => ((int)resource.Scalar.Value, resource.Reservations.Count)));
        Assert.All(taken, resource => Assert.Equal("faas", resource.AllocationInfo.Role));
    }

    [Fact]
    public void Ports_are_taken_once_each()
    {
        var basket = new ResourceBasket([Res.Ports(31000, 31002), Res.Ports(32000)]);

        var ports = Enumerable.Range(0, 4).Select(_ => basket.TakePort(1).Port).ToList();

        Assert.Equal([31000, 31001, 31002, 32000], ports.Order());
        Assert.Throws<InvalidOperationException>(() => basket.TakePort(1));
    }

    [Fact]
    public void Revocable_and_disk_resources_are_no_room()
    {
        var revocable = Res.Scalar("mem", 100);
        revocable.Revocable = new Resource.Types.RevocableInfo();

        Assert.False(ResourceBasket.IsUsable(revocable));
        Assert.False(ResourceBasket.IsUsable(Res.Scalar("disk", 100)));
        Assert.True(ResourceBasket.IsUsable(Res.Scalar("mem", 100)));
    }

    private static OfferVerdict Judge(HeldOffer[] due, decimal heldMiB, decimal headroomMiB, bool demand, DateTimeOffset now) =>
        OfferPolicy.Judge(due, offer => offer.AgentId == "host", heldMiB, headroomMiB, demand, now);
}
