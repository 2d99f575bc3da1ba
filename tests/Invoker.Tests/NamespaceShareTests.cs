using Faas.Invoker.Arbitration;

namespace Faas.Invoker.Tests;

public sealed class NamespaceShareTests
{
    private static readonly TimeSpan Quantum = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _signalled = [];
    private readonly NamespaceShare _share;
    private int _looks;

    public NamespaceShareTests() => _share = new("guest", () => _looks++);

    private ShareUser User(string name) => new(_share, () => _signalled.Add(name), () => { });

    /// <summary>The limit is known, and this is our share of it.</summary>
    private void Shared(int limit, int share)
    {
        _share.Learn(limit);
        _share.Told(share, _share.Say()?.Wanted ?? 0);
    }

    [Fact]
    public void Without_a_limit_everything_runs_and_the_store_is_asked_nothing()
    {
        _share.Learn(null);
        var user = User("a");
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.True(user.TryTake(1)));
        Assert.Equal((0, null, true, false), (_looks, _share.Say(), user.MayContinue(TimeSpan.MaxValue, Quantum), user.IsFull));
    }

    [Fact]
    public void Nothing_runs_before_the_limit_is_known()
    {
        Assert.False(User("a").TryTake(3));
        Assert.Equal((1, null), (_looks, _share.Say()));
        _share.Learn(null);
        Assert.Equal(["a"], _signalled);
    }

    [Fact]
    public void It_asks_for_what_all_functions_want_together_and_for_no_more_than_the_limit()
    {
        _share.Learn(10);
        var (a, b) = (User("a"), User("b"));
        Assert.False(a.TryTake(3));
        Assert.False(b.TryTake(4));
        Assert.Equal((10, 0, 7), _share.Say());
        Assert.False(b.TryTake(40));
        Assert.Equal((10, 0, 10), _share.Say());
        // Asked already: the answer signals.
        var looks = _looks;
        Assert.False(a.TryTake(50));
        Assert.Equal(looks, _looks);
    }

    [Fact]
    public void Functions_take_their_turns_at_what_there_is()
    {
        Shared(limit: 1, share: 1);
        var (a, b) = (User("a"), User("b"));
        Assert.True(a.TryTake(1));
        Assert.False(b.TryTake(5));
        Assert.False(a.TryTake(5));

        a.Release();
        Assert.Equal(["b"], _signalled);
        Assert.False(a.TryTake(5));
        Assert.True(b.TryTake(5));
        b.Release();
        Assert.Equal(["b", "a"], _signalled);
    }

    [Fact]
    public void A_function_with_nothing_more_to_run_makes_way_for_the_next()
    {
        Shared(limit: 1, share: 1);
        var (a, b, c) = (User("a"), User("b"), User("c"));
        Assert.True(a.TryTake(1));
        Assert.False(b.TryTake(1) || c.TryTake(1));
        a.Release();
        b.Dispose();
        Assert.Equal(["b", "c"], _signalled);
        Assert.True(c.TryTake(1));
    }

    [Fact]
    public void A_row_of_runs_goes_on_until_another_function_waits_and_its_quantum_is_over()
    {
        Shared(limit: 1, share: 1);
        var (a, b) = (User("a"), User("b"));
        Assert.True(a.TryTake(1));
        Assert.False(a.TryTake(9));
        Assert.True(a.MayContinue(Quantum, Quantum));
        Assert.False(b.TryTake(1));
        Assert.True(a.MayContinue(TimeSpan.Zero, Quantum));
        Assert.False(a.MayContinue(Quantum, Quantum));
    }

    [Fact]
    public void A_share_that_has_become_smaller_ends_rows_at_once_and_is_told_when_they_have()
    {
        Shared(limit: 2, share: 2);
        var a = User("a");
        Assert.True(a.TryTake(1) && a.TryTake(1));
        _share.Told(1, _share.Say()!.Value.Wanted);
        var looks = _looks;
        Assert.False(a.MayContinue(TimeSpan.Zero, Quantum));

        a.Release();

        Assert.Equal(looks + 1, _looks);
        Assert.True(a.MayContinue(TimeSpan.Zero, Quantum));
        Assert.Equal((2, 1, 1), _share.Say());
    }

    [Fact]
    public void Until_the_answer_comes_no_more_is_begun_than_the_store_was_told()
    {
        Shared(limit: 2, share: 2);
        var a = User("a");
        Assert.True(a.TryTake(1));
        var wanted = _share.Say()!.Value.Wanted;
        // Another invoker may have been given by now what we do not use.
        Assert.False(a.TryTake(1));
        _share.Told(1, wanted);
        Assert.False(a.TryTake(1));
        _share.Say();
        _share.Told(2, 2);
        Assert.Equal(["a"], _signalled);
        Assert.True(a.TryTake(1));
    }

    [Fact]
    public void What_is_not_used_is_given_back_once()
    {
        Shared(limit: 5, share: 5);
        var a = User("a");
        Assert.True(a.TryTake(1));
        _share.Told(5, _share.Say()!.Value.Wanted);
        a.Release();
        Assert.Equal((5, 0, 0), _share.Say());
        // The answer was lost: it is said again.
        Assert.Equal((5, 0, 0), _share.Say());
        _share.Told(0, 0);
        Assert.Equal((null, false), (_share.Say(), _share.IsInUse));
    }

    [Fact]
    public void A_limit_that_is_taken_away_lets_everybody_run_and_gives_the_share_back()
    {
        Shared(limit: 1, share: 1);
        var (a, b) = (User("a"), User("b"));
        Assert.True(a.TryTake(1));
        Assert.False(b.TryTake(1));
        Assert.NotNull(_share.Say());
        _share.Learn(null);
        Assert.Equal(["b"], _signalled);
        Assert.True(b.TryTake(1));
        Assert.Equal((0, 0, 0), _share.Say());
    }

    [Fact]
    public void It_is_full_for_the_limit_only_when_no_more_can_be_had()
    {
        Shared(limit: 2, share: 1);
        var a = User("a");
        Assert.True(a.TryTake(1));
        Assert.False(a.IsFull);
        Assert.False(a.TryTake(1));
        _share.Told(1, _share.Say()!.Value.Wanted);
        Assert.True(a.IsFull);
    }
}
