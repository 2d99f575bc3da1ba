using Faas.Invoker.Dispatch;
using Faas.Invoker.Pool;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Invoker.Tests;

public sealed class KnownQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KnownQueue _queue;

    public KnownQueueTests() => _queue = new(new FunctionPool(_time), _time);

    [Fact]
    public void A_word_that_came_while_a_claim_was_on_its_way_outlives_its_answer()
    {
        var ask = _queue.Asks();
        _queue.Tell(1);
        _queue.Heard(0, ask);

        Assert.Equal((0, true), (_queue.Waiting, _queue.MayWait));
    }

    [Fact]
    public void An_answer_to_what_was_asked_after_a_word_is_the_last_of_it()
    {
        _queue.Tell(1);
        _queue.Heard(0, _queue.Asks());

        Assert.False(_queue.MayWait);
    }

    [Fact]
    public void Of_answers_that_come_in_another_order_the_one_asked_last_counts()
    {
        var (first, second) = (_queue.Asks(), _queue.Asks());
        _queue.Heard(2, second);
        _queue.Heard(0, first);

        Assert.Equal(2, _queue.Waiting);
    }

    [Fact]
    public void Who_ends_without_asking_leaves_it_to_the_next()
    {
        _queue.LeftUnasked();

        Assert.True(_queue.MayWait);
    }

    [Fact]
    public void A_queue_has_stood_since_it_was_last_empty()
    {
        _queue.Tell(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _queue.Heard(2, _queue.Asks());
        Assert.True(_queue.HasStood(TimeSpan.FromMilliseconds(900)));

        _queue.Heard(0, _queue.Asks());
        _queue.Tell(1);
        Assert.False(_queue.HasStood(TimeSpan.FromMilliseconds(900)));
    }
}
