using Faas.Mesos.Local.Allocator;
using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Tests;

public sealed class AllocatorTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(0.0, null)]
    [InlineData(0.01, 1.0)]
    [InlineData(7.0, 7.0)]
    [InlineData(-3.0, 5.0)]
    [InlineData(double.NaN, 5.0)]
    [InlineData(1e12, 365.0 * 24 * 3600)]
    public void A_refusal_lasts_as_Mesos_counts_it(double asked, double? seconds) =>
        Assert.Equal(seconds, OfferFilter.Duration(new() { RefuseSeconds = asked }, TimeSpan.FromSeconds(1))?.TotalSeconds);

    [Fact]
    public void Who_holds_less_is_offered_the_agent_whole()
    {
        var decided = Decide([Agent("a", 4)], Contender("rich", held: 8), Contender("poor", held: 1));

        Assert.Equal(("poor", 4000L), (Assert.Single(decided).FrameworkId, decided[0].Resources.Milli("cpus")));
    }

    [Fact]
    public void Agents_go_round_as_each_offer_counts_as_held()
    {
        var decided = Decide([Agent("a", 4), Agent("b", 4)], Contender("one"), Contender("two"));

        Assert.Equal(["one", "two"], decided.Select(d => d.FrameworkId).Order());
    }

    [Fact]
    public void What_one_refuses_the_next_is_offered()
    {
        var refusing = Contender("refusing") with { Filters = [new("refusing", "faas", "a", Cpus(4), Now.AddSeconds(1))] };

        Assert.Equal("willing", Assert.Single(Decide([Agent("a", 4)], refusing, Contender("willing", held: 5))).FrameworkId);
    }

    [Fact]
    public void Crumbs_are_not_offered() => Assert.Empty(Decide([new("a", ResourceSet.Of(Quantity.OfScalar("disk", 100)))], Contender("one")));

    [Fact]
    public void A_role_of_twice_the_weight_may_hold_twice_as_much()
    {
        var heavy = Contender("heavy", held: 6) with { Role = "heavy", Weight = 2 };

        Assert.Equal("heavy", Assert.Single(Decide([Agent("a", 4)], heavy, Contender("light", held: 4))).FrameworkId);
    }

    [Fact]
    public void What_is_reserved_for_a_role_goes_to_it_and_to_roles_below_it_alone()
    {
        var agent = new AgentResources("a", Cpus(4).Plus(Cpus(2).Reserved(new("kept"))));

        var decided = Decide([agent], Contender("stranger"), Contender("owner", held: 1) with { Role = "kept" }, Contender("below", held: 2) with { Role = "kept/below" });

        Assert.Equal([("stranger", 4000L), ("owner", 2000L)], decided.Select(d => (d.FrameworkId, d.Resources.Milli("cpus"))));
    }

    [Fact]
    public void A_framework_can_ask_not_to_be_offered_less_than_it_can_use()
    {
        var choosy = Contender("choosy") with { Smallest = new([new Dictionary<string, long> { ["cpus"] = 8_000 }]) };

        Assert.Equal("other", Assert.Single(Decide([Agent("a", 4)], choosy, Contender("other", held: 9))).FrameworkId);
    }

    [Fact]
    public void A_role_with_a_quota_is_offered_what_is_left_of_it_over_all_agents_and_the_rest_is_for_others()
    {
        var decided = DominantShareAllocation.Decide(new([Agent("a", 4), Agent("b", 4)], [Contender("limited"), Contender("other", held: 9) with { Role = "other" }], Cpus(16), Now)
        {
            Left = new Dictionary<string, IReadOnlyDictionary<string, long>> { ["faas"] = new Dictionary<string, long> { ["cpus"] = 5_000, ["mem"] = 0 } },
        });

        Assert.Equal(5_000, decided.Where(d => d.FrameworkId == "limited").Sum(d => d.Resources.Milli("cpus")));
        Assert.Equal(3_000, decided.Where(d => d.FrameworkId == "other").Sum(d => d.Resources.Milli("cpus")));
    }

    [Fact]
    public void A_role_whose_quota_is_used_up_is_offered_what_is_reserved_for_it_alone()
    {
        var decided = DominantShareAllocation.Decide(new([new("a", Cpus(4).Plus(Cpus(2).Reserved(new("faas"))))], [Contender("limited")], Cpus(16), Now)
        {
            Left = new Dictionary<string, IReadOnlyDictionary<string, long>> { ["faas"] = new Dictionary<string, long> { ["cpus"] = -1_000 } },
        });

        Assert.Equal(2_000, Assert.Single(decided).Resources.Milli("cpus"));
    }

    private static IReadOnlyList<Allocation> Decide(IReadOnlyList<AgentResources> agents, params IReadOnlyList<Contender> contenders) =>
        DominantShareAllocation.Decide(new(agents, contenders, Cpus(16), Now));

    private static AgentResources Agent(string id, double cpus) => new(id, Cpus(cpus));

    private static Contender Contender(string id, double held = 0) => new(id, "faas", Cpus(held), []);

    private static ResourceSet Cpus(double cpus) => ResourceSet.Of(Quantity.OfScalar("cpus", cpus));
}
