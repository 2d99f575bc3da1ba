using Faas.Invoker.Pool;
using static Faas.Invoker.Pool.ContainerEvent;
using static Faas.Invoker.Pool.ContainerState;

namespace Faas.Invoker.Tests;

public sealed class ContainerLifecycleTests
{
    [Fact]
    public void A_container_is_initialised_by_its_first_run_and_warm_after_it()
    {
        var state = Play(Prewarm, Leased, Initialised, Idle);
        Assert.Equal(Warm, state);
    }

    [Fact]
    public void A_prewarm_whose_run_went_elsewhere_is_a_prewarm_again() => Assert.Equal(Prewarm, Play(Prewarm, Leased, Idle));

    [Fact]
    public void A_busy_container_that_is_to_go_first_ends_its_runs() => Assert.Equal(Removing, Play(Warm, Leased, RetireDue, Idle));

    [Fact]
    public void An_idle_container_goes_at_once() => Assert.Equal(Removing, Play(Warm, RetireDue));

    [Fact]
    public void A_retiring_container_takes_no_run() => Assert.Throws<InvalidOperationException>(() => Play(Retiring, Leased));

    private static ContainerState Play(ContainerState from, params ContainerEvent[] events) => events.Aggregate(from, ContainerLifecycle.Next);
}
