namespace Faas.Storage.Tests;

public sealed class BatchesTests
{
    private readonly List<(string Key, string Items, TaskCompletionSource<string[]> Answer)> _sent = [];
    private readonly Batches<string, string, string> _batches;

    public BatchesTests() => _batches = new(Send, item => item.Length, most: 3, heaviest: 10);

    [Fact]
    public async Task One_alone_goes_at_once()
    {
        var answer = _batches.AddAsync("k", "a");

        Assert.Equal("k: a", Sent(0));
        Answer(0, "A");
        Assert.Equal("A", await answer);
    }

    [Fact]
    public async Task Those_that_come_meanwhile_go_together_in_their_order()
    {
        var answers = new[] { "a", "b", "c" }.Select(item => _batches.AddAsync("k", item)).ToArray();
        Assert.Single(_sent);

        Answer(0, "A");
        Assert.Equal("k: b c", Sent(1));
        Answer(1, "B", "C");
        Assert.Equal(["A", "B", "C"], await Task.WhenAll(answers));
    }

    [Fact]
    public void After_a_pause_one_goes_at_once_again()
    {
        _batches.AddAsync("k", "a");
        Answer(0, "A");

        _batches.AddAsync("k", "b");

        Assert.Equal("k: b", Sent(1));
    }

    [Fact]
    public async Task As_many_go_at_once_as_may_and_then_no_more()
    {
        var two = new Batches<string, string, string>(Send, item => item.Length, most: 3, heaviest: 10, atATime: 2);
        var answers = new[] { "a", "b", "c", "d" }.Select(item => two.AddAsync("k", item)).ToArray();
        Assert.Equal(("k: a", "k: b", 2), (Sent(0), Sent(1), _sent.Count));

        Answer(1, "B");
        Assert.Equal("k: c d", Sent(2));
        Answer(2, "C", "D");
        Answer(0, "A");

        Assert.Equal(["A", "B", "C", "D"], await Task.WhenAll(answers));
        _ = two.AddAsync("k", "e");
        Assert.Equal("k: e", Sent(3));
    }

    [Fact]
    public void Keys_do_not_wait_for_each_other()
    {
        _batches.AddAsync("k", "a");
        _batches.AddAsync("other", "b");

        Assert.Equal(("k: a", "other: b"), (Sent(0), Sent(1)));
    }

    [Fact]
    public void A_batch_has_no_more_than_the_most()
    {
        foreach (var item in new[] { "a", "b", "c", "d", "e" }) _batches.AddAsync("k", item);

        Answer(0, "A");
        Answer(1, "B", "C", "D");

        Assert.Equal(("k: b c d", "k: e"), (Sent(1), Sent(2)));
    }

    [Fact]
    public void What_is_heavy_goes_alone()
    {
        foreach (var item in new[] { "a", "b", "a heavy item of its own", "c" }) _batches.AddAsync("k", item);

        Answer(0, "A");
        Answer(1, "B");
        Answer(2, "H");

        Assert.Equal(("k: b", "k: a heavy item of its own", "k: c"), (Sent(1), Sent(2), Sent(3)));
    }

    [Fact]
    public async Task A_failure_is_that_of_its_batch_alone()
    {
        var answers = new[] { "a", "b", "c" }.Select(item => _batches.AddAsync("k", item)).ToArray();
        Answer(0, "A");
        var later = _batches.AddAsync("k", "d");

        _sent[1].Answer.SetException(new FormatException());
        Answer(2, "D");

        await Assert.ThrowsAsync<FormatException>(() => answers[1]);
        await Assert.ThrowsAsync<FormatException>(() => answers[2]);
        Assert.Equal(("A", "D"), (await answers[0], await later));
    }

    [Fact]
    public async Task Who_waits_behind_a_call_that_found_the_store_away_hears_of_it()
    {
        var answers = new[] { "a", "b", "c", "d", "e" }.Select(item => _batches.AddAsync("k", item)).ToArray();

        _sent[0].Answer.SetException(new StoreUnavailableException("away", new TimeoutException()));

        foreach (var answer in answers) await Assert.ThrowsAsync<StoreUnavailableException>(() => answer);
        _ = _batches.AddAsync("k", "f");
        Assert.Equal("k: f", Sent(1));
    }

    [Fact]
    public async Task The_next_is_on_its_way_before_anybody_hears_of_the_last()
    {
        var seen = 0;
        var first = _batches.AddAsync("k", "a").ContinueWith(_ => seen = _sent.Count, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _ = _batches.AddAsync("k", "b");

        Answer(0, "A");

        await first;
        Assert.Equal(2, seen);
    }

    private Task<string[]> Send(string key, IReadOnlyList<string> items)
    {
        _sent.Add((key, string.Join(' ', items), new()));
        return _sent[^1].Answer.Task;
    }

    private string Sent(int index) => $"{_sent[index].Key}: {_sent[index].Items}";

    private void Answer(int index, params string[] answers) => _sent[index].Answer.SetResult(answers);
}
