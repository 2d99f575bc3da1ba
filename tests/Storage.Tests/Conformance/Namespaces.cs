using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private NamespaceStore Namespaces => Get<NamespaceStore>();

    [Fact]
    public async Task Limits_of_a_namespace_are_kept_until_they_are_taken_away()
    {
        var limits = new NamespaceLimits { RatePerSecond = 5, QueueLength = 7 };
        await Namespaces.SaveAsync("a b", limits, Ct);
        Assert.Equal((limits, NamespaceLimits.None), (await Namespaces.FindAsync("a b", Ct), await Namespaces.FindAsync("a", Ct)));

        await Namespaces.SaveAsync("a b", NamespaceLimits.None, Ct);
        Assert.Equal(NamespaceLimits.None, await Namespaces.FindAsync("a b", Ct));
    }

    [Fact]
    public async Task Permits_are_given_out_up_to_a_seconds_worth_whoever_asks()
    {
        var first = await Namespaces.LeasePermitsAsync("guest", 2, 1, Ct);
        var second = await Namespaces.LeasePermitsAsync("guest", 2, 50, Ct);
        var third = await Namespaces.LeasePermitsAsync("guest", 2, 1, Ct);

        Assert.Equal((1, 1, 0), (first.Granted, second.Granted, third.Granted));
        Assert.InRange(third.RetryAfter.TotalSeconds, 0.000001, 0.5);
        Assert.Equal(50, (await Namespaces.LeasePermitsAsync("other", 1_000, 50, Ct)).Granted);
        await Eventually.HoldsAsync(async () => (await Namespaces.LeasePermitsAsync("guest", 2, 1, Ct)).Granted == 1, "there is one again");
    }

    [Fact]
    public async Task Waiting_invocations_of_a_namespace_are_counted_over_its_functions()
    {
        await EnqueueAsync(await DeployAsync("a"));
        await SendAsync(await DeployAsync("b"), "low");
        await SendAsync(await DeployAsync("b"), "high");
        await Functions.SaveAsync(Definition("a", ns: "other"), new SaveCondition.Any(), Ct);

        Assert.Equal((3, 0), (await Namespaces.CountWaitingAsync("guest", Ct), await Namespaces.CountWaitingAsync("other", Ct)));
    }
}
