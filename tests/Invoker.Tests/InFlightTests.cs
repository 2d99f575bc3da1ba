using Faas.Contracts;
using Faas.Invoker.Dispatch;
using Faas.Storage;

namespace Faas.Invoker.Tests;

public sealed class InFlightTests
{
    private readonly InFlight _inFlight = new();
    private readonly Claim _claim = ClaimAt(1);

    [Fact]
    public void Word_of_a_claim_that_was_given_up_comes_too_late()
    {
        Assert.True(_inFlight.TryGiveUp(_claim));

        Assert.False(_inFlight.TryAdd(_claim));

        Assert.Equal(0, _inFlight.Count);
    }

    [Fact]
    public void What_is_worked_on_is_not_given_up()
    {
        Assert.True(_inFlight.TryAdd(_claim));

        Assert.False(_inFlight.TryGiveUp(_claim));

        Assert.True(_inFlight.Contains(_claim));
    }

    [Fact]
    public void A_later_claim_of_what_was_given_up_is_another()
    {
        _inFlight.TryGiveUp(_claim);

        Assert.True(_inFlight.TryAdd(_claim with { ClaimedMicros = 2 }));
    }

    [Fact]
    public void Word_that_comes_late_changes_nothing_about_a_later_claim_that_is_worked_on()
    {
        _inFlight.TryGiveUp(_claim);
        _inFlight.TryAdd(_claim with { ClaimedMicros = 2 });

        Assert.False(_inFlight.TryAdd(_claim));

        Assert.Equal(1, _inFlight.Count);
    }

    [Fact]
    public void What_comes_twice_is_begun_once()
    {
        Assert.True(_inFlight.TryAdd(_claim));

        Assert.False(_inFlight.TryAdd(_claim));
    }

    [Fact]
    public void The_end_of_a_claim_is_not_that_of_a_later_one_of_the_same_attempt()
    {
        _inFlight.Add(_claim);
        _inFlight.Add(_claim with { ClaimedMicros = 2 });

        _inFlight.Remove(_claim);

        Assert.True(_inFlight.Contains(_claim with { ClaimedMicros = 2 }));
        Assert.False(_inFlight.Contains(_claim));
    }

    private static Claim ClaimAt(long moment)
    {
        var function = FunctionId.Parse("guest/f");
        return new(function, Items.Waiting(function, "{}", sync: true), "0123456789abcdef", moment, "r1");
    }
}
