using Faas.Contracts;
using Faas.Invoker.Pool;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Invoker.Tests.Pool;

public sealed class FunctionPoolTests
{
    private static readonly FunctionDefinition Function = new() { Namespace = "guest", Name = FunctionName.Parse("f", null), Kind = "nodejs:20", Revision = "1", UpdatedAt = default };

    private readonly FakeTimeProvider _clock = new();
    private readonly FunctionPool _pool;

    public FunctionPoolTests() => _pool = new(_clock);

    [Fact]
    public void Runs_are_sent_ahead_only_where_there_is_no_room_and_to_the_container_with_the_fewest()
    {
        var (one, other) = (Add(ahead: 7), Add(ahead: 7));
        Assert.Equal(2, new[] { Lease(2), Lease(2) }.Distinct().Count());
        Assert.Equal(new[] { one, other }.Order(ById), new[] { Lease(2)!, Lease(2)! }.Order(ById));
        Assert.True(_pool.HasRunsAhead);
    }

    [Fact]
    public void As_many_are_sent_ahead_as_policy_and_executor_allow()
    {
        Add(ahead: 1);
        Assert.NotNull(Lease(7));
        Assert.NotNull(Lease(7));
        Assert.Null(Lease(7));
        Assert.Equal(1, _pool.Measure(1).Ahead);
    }

    [Fact]
    public void A_runtime_that_knows_nothing_of_it_is_sent_nothing_ahead()
    {
        Add(ahead: 0);
        Assert.NotNull(Lease(7));
        Assert.Null(Lease(7));
        Assert.Equal(0, _pool.Measure(1).Ahead);
    }

    [Fact]
    public void A_container_that_has_not_run_yet_is_idle_from_when_it_came()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        var container = Add(ahead: 0);
        Assert.Equal(TimeSpan.Zero, container.IdleFor(_clock));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), container.IdleFor(_clock));
    }

    [Fact]
    public void A_container_that_runs_is_not_idle()
    {
        Add(ahead: 0);
        var container = Lease(0)!;
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, container.IdleFor(_clock));
        _pool.Release(container, broken: false);
        Assert.Equal(TimeSpan.Zero, container.IdleFor(_clock));
    }

    [Fact]
    public void A_run_goes_to_a_container_that_has_the_code_before_one_that_came_since()
    {
        var used = Add(ahead: 0);
        Assert.Same(used, Lease(0));
        _pool.Release(used, broken: false);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Add(ahead: 0);
        Assert.Same(used, Lease(0));
    }

    private static Comparer<Container> ById => Comparer<Container>.Create((left, right) => string.CompareOrdinal(left.Id, right.Id));

    private Container? Lease(int ahead)
    {
        var container = _pool.TryLease(wanted: 2, ahead);
        if (container is not null) _pool.Initialised(container);
        return container;
    }

    private Container Add(int ahead)
    {
        var container = new Container($"c{_pool.Count}", Function, new("s", "a", new("http://127.0.0.1:1"), 256), new(1, ahead));
        _pool.StartBegun();
        _pool.StartEnded(container);
        return container;
    }
}
