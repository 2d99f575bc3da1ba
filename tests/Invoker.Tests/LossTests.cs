using Faas.Contracts;
using Faas.Invoker.Arbitration;

namespace Faas.Invoker.Tests;

public sealed class LossTests
{
    [Theory]
    [InlineData(true, 1, Outcome.OutcomeUnknown)]
    [InlineData(false, 1, null)]
    [InlineData(false, 4, null)]
    [InlineData(false, 5, Outcome.PlatformLost)]
    public void A_lost_invocation_is_tried_again_unless_it_must_not_or_was_lost_too_often(bool once, int lost, Outcome? expected) =>
        Assert.Equal(expected, Dispatch.Losses.Decide(once, lost, most: 5));

    [Theory]
    [InlineData(false, 10_000, true)]
    [InlineData(true, 100, true)]
    [InlineData(true, 300, false)]
    public void A_row_of_runs_ends_after_its_quantum_only_while_another_function_waits(bool othersWait, int spentMs, bool expected) =>
        Assert.Equal(expected, ArbiterPolicy.MayContinue(othersWait, TimeSpan.FromMilliseconds(spentMs), TimeSpan.FromMilliseconds(200)));
}
