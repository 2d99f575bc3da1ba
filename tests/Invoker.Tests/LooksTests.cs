using Faas.Invoker.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Invoker.Tests;

public sealed class LooksTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Looks _looks;
    private int _seen;

    public LooksTests() => _looks = new(_time);

    [Fact]
    public void One_looks_at_its_time_and_once()
    {
        using var look = _looks.Add(() => _seen++);
        look.Begin(TimeSpan.FromMilliseconds(20));
        look.Begin(TimeSpan.FromMilliseconds(20));
        _time.Advance(TimeSpan.FromMilliseconds(19));
        Assert.Equal((0, true), (_seen, look.IsBegun));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, false), (_seen, look.IsBegun));

        look.Begin(TimeSpan.FromMilliseconds(20));
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(2, _seen);
    }

    [Fact]
    public void Many_look_less_often_and_no_less_than_every_few_seconds()
    {
        for (var i = 0; i < 20_000; i++) _looks.Add(() => _seen++).Begin(TimeSpan.FromMilliseconds(20));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(_seen, 1_900, 2_100);

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(20_000, _seen);
    }

    [Fact]
    public void Who_is_gone_looks_no_more_and_makes_room()
    {
        var gone = Enumerable.Range(0, 10_000).Select(_ => _looks.Add(() => _seen++)).ToList();
        foreach (var look in gone) look.Begin(TimeSpan.FromMilliseconds(20));
        foreach (var look in gone) look.Dispose();
        using var left = _looks.Add(() => _seen++);
        left.Begin(TimeSpan.FromMilliseconds(20));

        _time.Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal(1, _seen);
    }
}
