using Faas.Invoker.Ownership;

namespace Faas.Invoker.Tests.Ownership;

public sealed class RenewalPolicyTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6);

    [Fact]
    public void Leases_of_which_a_third_is_over_are_renewed_the_oldest_first() =>
        Assert.Equal([3.5, 2.5, 2.0], RenewalPolicy.Due([0.0, 1.9, 2.5, 3.5, 2.0], age => TimeSpan.FromSeconds(age), Lifetime));

    [Fact]
    public void Two_looks_may_fail_before_half_of_a_lease_is_over() =>
        Assert.True((Lifetime / 3) + (2 * RenewalPolicy.Period(Lifetime)) <= Lifetime / 2);
}
