using Faas.Invoker.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Invoker.Tests;

public sealed class RunTimesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RunTimes _times;

    public RunTimesTests() => _times = new(new(), _time);

    [Fact]
    public void The_first_start_seen_replaces_what_was_assumed_and_later_ones_move_the_mean()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(150), _times.Measure().Start);
        _times.Started(2_000_000);
        Assert.Equal(TimeSpan.FromSeconds(2), _times.Measure().Start);
        _times.Started(1_000_000);
        Assert.Equal(TimeSpan.FromMilliseconds(1_800), _times.Measure().Start);
    }

    [Fact]
    public void A_run_that_goes_on_for_longer_than_the_mean_counts_with_its_age()
    {
        var first = _times.Begin();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        _times.End(first, 10_000);
        _ = _times.Begin();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), _times.Measure().Run);
    }

    [Fact]
    public void What_was_before_the_code_was_in_does_not_count_as_run()
    {
        var first = _times.Begin();
        _time.Advance(TimeSpan.FromSeconds(5));
        _times.Restart(first);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(TimeSpan.FromMilliseconds(200), _times.Measure().Run);
    }

    [Fact]
    public void What_a_run_waited_for_its_turn_does_not_count()
    {
        var waiting = _times.Begin();
        _time.Advance(TimeSpan.FromSeconds(1));
        _times.End(waiting, 2_000);
        Assert.Equal(TimeSpan.FromMilliseconds(2), _times.Measure().Run);
    }

    [Fact]
    public void One_long_run_is_remembered_for_hundreds_of_short_ones()
    {
        End(1_000_000);
        for (var i = 0; i < 100; i++) End(1_000);
        Assert.True(_times.Measure().LongestMicros > 100_000);
        for (var i = 0; i < 300; i++) End(1_000);
        Assert.True(_times.Measure().LongestMicros < 2_000);

        void End(long micros) => _times.End(_times.Begin(), micros);
    }

    [Fact]
    public void The_load_is_how_many_runs_went_on_at_a_time()
    {
        for (var i = 0; i < 50; i++)
        {
            var (one, other) = (_times.Begin(), _times.Begin());
            _time.Advance(TimeSpan.FromMilliseconds(10));
            _times.End(one, 5_000);
            _times.End(other, 10_000);
        }
        Assert.Equal(1.5, _times.Measure().Load, 0.1);
    }
}
