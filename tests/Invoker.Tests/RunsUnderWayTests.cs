using Faas.Contracts;
using Faas.Invoker.Runs;

namespace Faas.Invoker.Tests;

public sealed class RunsUnderWayTests
{
    private readonly RunsUnderWay _runs = new();
    private readonly InvocationId _id = NewId();

    [Fact]
    public void A_run_is_abandoned_when_its_invocation_is_taken_back()
    {
        using var run = _runs.Begin(_id);
        using var another = _runs.Begin(NewId());

        _runs.Abandon(_id);

        Assert.True(run.Token.IsCancellationRequested);
        Assert.False(another.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_run_that_begins_after_its_invocation_was_taken_back_is_abandoned_at_once()
    {
        _runs.Abandon(_id);

        using var run = _runs.Begin(_id);

        Assert.True(run.Token.IsCancellationRequested);
    }

    [Fact]
    public void Of_those_taken_back_the_last_are_remembered()
    {
        var all = Enumerable.Range(0, RunsUnderWay.Remembered + 1).Select(_ => NewId()).ToList();
        all.ForEach(_runs.Abandon);

        using var first = _runs.Begin(all[0]);
        using var second = _runs.Begin(all[1]);

        Assert.False(first.Token.IsCancellationRequested);
        Assert.True(second.Token.IsCancellationRequested);
    }

    private static InvocationId NewId() => InvocationId.New(FunctionId.Parse("guest/f").Shard, DateTimeOffset.UnixEpoch);
}
