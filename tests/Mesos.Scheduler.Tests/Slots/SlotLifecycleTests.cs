namespace Faas.Mesos.Scheduler.Tests;

public sealed class SlotLifecycleTests
{
    [Fact]
    public void Whatever_is_not_ended_can_end() =>
        Assert.All(Enum.GetValues<SlotState>().Except([SlotState.Ended]), state => Assert.Equal(SlotState.Ended, SlotLifecycle.Next(state, SlotEvent.Ended)));

    [Fact]
    public void Nothing_happens_to_what_has_ended() =>
        Assert.All(Enum.GetValues<SlotEvent>(), happened => Assert.Throws<InvalidOperationException>(() => SlotLifecycle.Next(SlotState.Ended, happened)));

    [Fact]
    public void Running_may_be_said_to_any_live_slot_again_and_again() =>
        Assert.All(
            Enum.GetValues<SlotState>().Except([SlotState.Ended]).Select(state => SlotLifecycle.Next(state, SlotEvent.Running)),
            state => Assert.Equal(state, SlotLifecycle.Next(state, SlotEvent.Running)));

    [Fact]
    public void A_slot_of_an_earlier_life_is_looked_into_before_it_is_given_away() =>
        Assert.Equal(SlotState.Checking, SlotLifecycle.Next(SlotState.Remembered, SlotEvent.Running));

    [Theory, InlineData(64, "0.01"), InlineData(128, "0.012"), InlineData(1024, "0.1"), InlineData(10240, "1")]
    public void Cpus_follow_memory_in_three_decimals(int memoryMiB, string cpus) =>
        Assert.Equal(decimal.Parse(cpus, System.Globalization.CultureInfo.InvariantCulture), new SlotOptions().AmountOf(memoryMiB).Cpus);
}
