using Faas.Invoker.Dispatch;

namespace Faas.Invoker.Tests;

public sealed class TurnSignalTests
{
    private readonly List<TaskCompletionSource> _turns = [];
    private readonly TurnSignal _signal;

    public TurnSignalTests() => _signal = new(() =>
    {
        _turns.Add(new());
        return _turns[^1].Task;
    });

    [Fact]
    public void Whoever_signals_makes_the_turn()
    {
        _signal.Set();
        Assert.Single(_turns);
        Assert.True(_signal.IsUnderWay);

        _turns[0].SetResult();
        Assert.False(_signal.IsUnderWay);
    }

    [Fact]
    public void Signals_during_a_turn_are_one_turn_more()
    {
        _signal.Set();
        _signal.Set();
        _signal.Set();
        Assert.Single(_turns);

        _turns[0].SetResult();
        Assert.Equal(2, _turns.Count);

        _turns[1].SetResult();
        Assert.Equal((2, false), (_turns.Count, _signal.IsUnderWay));
    }

    [Fact]
    public async Task The_end_waits_for_the_turn_and_after_it_there_are_none()
    {
        _signal.Set();
        var end = _signal.EndAsync();
        Assert.False(end.IsCompleted);

        _turns[0].SetResult();
        await end;
        _signal.Set();

        Assert.Single(_turns);
    }

    [Fact]
    public async Task No_signal_is_lost_whoever_else_signals()
    {
        var (set, seen) = (0, 0);
        var signal = new TurnSignal(async () =>
        {
            await Task.Yield();
            seen = Volatile.Read(ref set);
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                Interlocked.Increment(ref set);
                signal.Set();
            }
        })));
        await signal.EndAsync();

        Assert.Equal(40_000, seen);
    }
}
