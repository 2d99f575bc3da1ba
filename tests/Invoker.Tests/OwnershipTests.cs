using Faas.Contracts;
using Faas.Invoker.Ownership;

namespace Faas.Invoker.Tests;

public sealed class OwnershipTests
{
    private static readonly Shard[] All = [.. Enumerable.Range(0, Shard.Count).Select(Shard.FromValue)];

    [Fact]
    public void One_invoker_takes_every_shard_that_holds_functions()
    {
        var moves = OwnershipPolicy.Decide("a", ["a"], All[..3], new HashSet<Shard>());
        Assert.Equal(All[..3], moves.Take);
        Assert.Empty(moves.HandOver);
    }

    [Fact]
    public void Invokers_share_the_shards_about_evenly_and_agree_on_who_owns_what()
    {
        string[] sessions = ["a1", "b2", "c3"];
        var owners = All.Select(shard => RendezvousHash.Owner(shard, sessions)!).ToArray();
        Assert.Equal(owners, All.Select(shard => RendezvousHash.Owner(shard, sessions.Reverse())));
        foreach (var count in owners.CountBy(owner => owner).Select(pair => pair.Value)) Assert.InRange(count, 260, 430);
    }

    [Fact]
    public void A_newcomer_is_handed_its_share_and_nothing_else_moves()
    {
        var before = All.Where(shard => RendezvousHash.Owner(shard, ["a", "b"]) == "a").ToHashSet();
        var moves = OwnershipPolicy.Decide("a", ["a", "b", "c"], All, before);
        Assert.Empty(moves.Take);
        Assert.All(moves.HandOver, shard => Assert.Equal("c", RendezvousHash.Owner(shard, ["a", "b", "c"])));
        Assert.NotEmpty(moves.HandOver);
    }

    [Fact]
    public void Functions_of_a_dead_invoker_have_another_within_ten_seconds_as_it_ships() =>
        Assert.True(OwnershipPolicy.MovesWithin(new()) <= TimeSpan.FromSeconds(10));

    [Fact]
    public void A_shard_that_holds_no_function_any_more_is_given_up() =>
        Assert.Equal(All[..1], OwnershipPolicy.Decide("a", ["a"], [], new HashSet<Shard> { All[0] }).HandOver);
}
