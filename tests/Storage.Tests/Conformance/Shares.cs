using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private RunningShares Shares => Get<RunningShares>();

    private Task<int> ShareAsync(string session, int runs, int wanted, int limit = 4, TimeSpan? turn = null) =>
        Shares.TakeAsync("a b", session, limit, runs, wanted, turn ?? Long, Ct);

    [Fact]
    public async Task A_session_alone_has_what_it_wants_up_to_the_limit_of_the_namespace()
    {
        Assert.Equal((1, 4, 4), (await ShareAsync(Mine, 0, 1), await ShareAsync(Mine, 1, 9), await ShareAsync(Mine, 4, 9)));
        Assert.Equal([new RunningShare(Mine, 4, 9)], await Shares.ListAsync("a b", Ct));
        Assert.Empty(await Shares.ListAsync("a", Ct));

        Assert.Equal(0, await ShareAsync(Mine, 0, 0));
        Assert.Empty(await Shares.ListAsync("a b", Ct));
    }

    [Fact]
    public async Task Shares_together_are_never_more_than_the_limit_and_become_even_as_runs_end()
    {
        Assert.Equal(4, await ShareAsync(Mine, 0, 9));
        Assert.Equal(0, await ShareAsync(Other, 0, 9));
        // It is due two, runs four, and gives back what ends.
        Assert.Equal((2, 0), (await ShareAsync(Mine, 4, 9), await ShareAsync(Other, 0, 9)));
        Assert.Equal((2, 1), (await ShareAsync(Mine, 3, 9), await ShareAsync(Other, 0, 9)));
        Assert.Equal((2, 2), (await ShareAsync(Mine, 1, 9), await ShareAsync(Other, 1, 9)));
    }

    [Fact]
    public async Task What_one_does_not_want_the_others_have()
    {
        Assert.Equal((1, 3), (await ShareAsync(Mine, 0, 1), await ShareAsync(Other, 0, 9)));
        // The limit was lowered: what runs is not stopped, and nothing new is given.
        Assert.Equal((1, 1), (await ShareAsync(Other, 3, 9, limit: 2), await ShareAsync(Mine, 1, 1, limit: 4)));
        Assert.Equal(5, (await Shares.ListAsync("a b", Ct)).Sum(share => share.Held) + (await ShareAsync("c", 0, 1, limit: 5)));
    }

    [Fact]
    public async Task What_does_not_divide_goes_round_in_turns()
    {
        Assert.Equal((1, 0), (await ShareAsync(Mine, 0, 9, limit: 1), await ShareAsync(Other, 0, 9, limit: 1)));
        Assert.Equal(1, await ShareAsync(Mine, 1, 9, limit: 1));

        Assert.Equal(0, await ShareAsync(Mine, 0, 9, limit: 1, turn: TimeSpan.Zero));
        Assert.Equal(1, await ShareAsync(Other, 0, 9, limit: 1, turn: TimeSpan.Zero));
        Assert.Equal(0, await ShareAsync(Mine, 0, 9, limit: 1, turn: TimeSpan.Zero));
        Assert.Equal(0, await ShareAsync(Other, 1, 9, limit: 1, turn: TimeSpan.Zero));
        Assert.Equal((0, 0), (await ShareAsync(Mine, 0, 9, limit: 1, turn: TimeSpan.Zero), await ShareAsync(Other, 0, 9, limit: 1, turn: TimeSpan.Zero)));
        Assert.Equal(1, await ShareAsync(Mine, 0, 9, limit: 1, turn: TimeSpan.Zero));
    }

    [Fact]
    public async Task Who_holds_too_much_and_who_is_due_something_are_told_to_look()
    {
        var told = System.Threading.Channels.Channel.CreateUnbounded<(string, string)>();
        foreach (var session in new[] { Mine, Other }) await Shares.OnLookAsync(session, ns => told.Writer.TryWrite((session, ns)));

        Assert.Equal((4, 0), (await ShareAsync(Mine, 0, 9), await ShareAsync(Other, 0, 9)));
        Assert.Equal((Mine, "a b"), await told.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal(2, await ShareAsync(Mine, 2, 9));
        Assert.Equal((Other, "a b"), await told.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal((2, 2), (await ShareAsync(Other, 0, 9), await ShareAsync(Mine, 2, 9)));
        Assert.False(told.Reader.TryRead(out _), "nobody has anything to change");
    }

    [Fact]
    public async Task The_share_of_a_session_that_is_over_is_free_again()
    {
        Assert.Equal((4, 0), (await ShareAsync(Mine, 4, 4), await ShareAsync(Other, 0, 4)));
        await Shares.DropAsync("a b", [Mine], Ct);
        Assert.Equal(4, await ShareAsync(Other, 0, 4));
    }
}
