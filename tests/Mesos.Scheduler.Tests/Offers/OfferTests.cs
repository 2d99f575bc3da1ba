using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class OfferTests
{
    private static readonly IReadOnlySet<string> Hosts = new HashSet<string> { "host" };

    [Fact]
    public void What_is_beyond_the_headroom_goes_back_after_its_hold()
    {
        HeldOffer[] offers = [Held.Offer("kept", 1024, "host"), Held.Offer("surplus", 512)];

        var early = OfferPolicy.Judge(offers, Hosts, 1024, demand: false, Held.Now);
        var late = OfferPolicy.Judge(offers, Hosts, 1024, demand: false, Held.Now.AddSeconds(10));

        Assert.Empty(early.Surplus);
        Assert.Equal(Held.Now.AddSeconds(10), early.NextAt);
        Assert.Equal(["surplus"], late.Surplus.Select(offer => offer.Id));
        Assert.Empty(late.Renew);
    }

    [Fact]
    public void While_somebody_waits_nothing_goes_back() =>
        Assert.Empty(OfferPolicy.Judge([Held.Offer("fragment", 32)], Hosts, 0, demand: true, Held.Now.AddSeconds(60)).Surplus);

    [Fact]
    public void Even_what_is_wanted_goes_back_in_the_end() =>
        Assert.Equal(["1"], OfferPolicy.Judge([Held.Offer("1", 64)], Hosts, 1024, demand: false, Held.Now.AddMinutes(5)).Renew.Select(offer => offer.Id));

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
}
