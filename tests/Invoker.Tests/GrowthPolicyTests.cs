using Faas.Invoker.Pool;

namespace Faas.Invoker.Tests;

public sealed class GrowthPolicyTests
{
    private static readonly PoolOptions Options = new() { StandingQueueContainers = 2, MaxContainersPerFunction = 100 };

    [Fact]
    public void Nothing_waiting_starts_nothing() => Assert.Equal(0, Grow(new(0, 0, 0, 0, 1), 0, runMs: 0));

    [Fact]
    public void The_first_invocation_starts_one_container() => Assert.Equal(1, Grow(new(0, 0, 0, 0, 1), 1, runMs: 0));

    [Fact]
    public void A_container_that_is_starting_is_not_started_twice() => Assert.Equal(0, Grow(new(0, 0, 1, 0, 1), 1, runMs: 0));

    [Fact]
    public void No_second_container_while_a_first_is_about_to_be_free() => Assert.Equal(0, Grow(new(1, 1, 0, 1, 1), 15, runMs: 1));

    [Fact]
    public void Long_runs_get_a_container_each() => Assert.Equal(15, Grow(new(20, 20, 0, 20, 1), 15, runMs: 10_000));

    [Fact]
    public void Containers_at_most_double_in_the_time_of_a_start()
    {
        Assert.Equal(2, Grow(new(1, 1, 0, 1, 1), 15, runMs: 10_000));
        Assert.Equal(4, Grow(new(4, 4, 0, 4, 1), 15, runMs: 10_000));
        Assert.Equal(0, Grow(new(4, 4, 4, 4, 1), 11, runMs: 10_000));
    }

    [Fact]
    public void Containers_that_run_several_at_a_time_are_counted_by_their_lanes() => Assert.Equal(2, Grow(new(2, 2, 0, 16, 8), 16, runMs: 10_000));

    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(0.9, 2)]
    [InlineData(1.7, 2)]
    public void A_container_that_has_runs_ahead_gets_another_beside_it_only_when_it_is_busy_all_the_time(double load, int wanted)
    {
        var demand = new Demand(14, TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(150), QueueStood: true, Ahead: 7, load);
        Assert.Equal(wanted, GrowthPolicy.Wanted(new(2, 1, 0, 8, 1), demand, Options));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(500, 2_000, 7)]
    [InlineData(6_000, 8_000, 2)]
    [InlineData(20_000, 24_000, 0)]
    [InlineData(500, 200_000, 0)]
    public void Only_where_all_runs_of_late_were_short_are_some_sent_ahead(double mean, double longest, int ahead) =>
        Assert.Equal(ahead, GrowthPolicy.Ahead(mean, longest, Options));

    [Fact]
    public void A_standing_queue_of_short_runs_grows_to_the_cores_and_no_further()
    {
        Assert.Equal(1, Grow(new(1, 1, 0, 1, 1), 15, runMs: 1, stood: true));
        Assert.Equal(0, Grow(new(2, 2, 0, 2, 1), 14, runMs: 1, stood: true));
    }

    [Fact]
    public void A_few_that_stood_wait_for_the_container_there_is() => Assert.Equal(0, Grow(new(1, 1, 0, 1, 1), 3, runMs: 1, stood: true));

    [Fact]
    public void A_start_that_was_answered_at_once_is_not_free() =>
        Assert.Equal(0, GrowthPolicy.Grow(new(1, 1, 0, 1, 1), new(2, TimeSpan.FromMicroseconds(1), TimeSpan.FromMicroseconds(1), QueueStood: false), Options));

    [Fact]
    public void Containers_that_the_cores_cannot_feed_are_left_to_rest()
    {
        var demand = new Demand(5, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(150), QueueStood: true);
        Assert.Equal(2, GrowthPolicy.Wanted(new(11, 11, 0, 11, 1), demand, Options));
    }

    [Fact]
    public void No_function_gets_more_than_its_maximum() => Assert.Equal(40, Grow(new(60, 60, 0, 60, 1), 5_000, runMs: 10_000));

    [Fact]
    public void Free_room_is_used_before_anything_is_started() => Assert.Equal(0, Grow(new(2, 0, 0, 0, 4), 8, runMs: 10_000));

    private static int Grow(PoolSnapshot pool, long waiting, double runMs, bool stood = false) =>
        GrowthPolicy.Grow(pool, new(waiting, TimeSpan.FromMilliseconds(runMs), TimeSpan.FromMilliseconds(150), stood), Options);
}
