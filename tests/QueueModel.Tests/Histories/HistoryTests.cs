namespace Faas.QueueModel.Tests.Histories;

/// <summary>The scripts as they are against the model as it is written: what the store says at every step must be what the model would say.</summary>
public sealed class HistoryTests(Stores stores) : IClassFixture<Stores>
{
    private static readonly int Histories = int.Parse(Environment.GetEnvironmentVariable("FAAS_HISTORIES") ?? "20", null);

    [Fact]
    public async Task The_model_accepts_every_history_of_the_real_scripts()
    {
        Assert.SkipWhen(stores.Missing is not null, stores.Missing ?? "");
        var first = Environment.GetEnvironmentVariable("FAAS_SEED") is { } seed ? int.Parse(seed, null) : Random.Shared.Next(1_000_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"Seeds {first} to {first + Histories - 1}; FAAS_SEED repeats from one, FAAS_HISTORIES says how many.");
        var seen = new HashSet<string>();
        for (var i = first; i < first + Histories; i++)
        {
            var stage = new Stage(stores, await stores.CleanAsync(), new Random(i));
            await new Play(stage).RunAsync();

            var refusal = HistoryModel.Read(stage.History, Stage.MaxAttempts);

            Assert.True(refusal is null, $"Seed {i}: {refusal}\n{string.Join('\n', stage.History)}");
            seen.UnionWith(stage.History.Select(line => $"{line.Action} {line.Words.LastOrDefault()}"));
        }
        // Not in each: a seed may draw a history in which nothing had to go back. In all of them together, or the play has lost a part.
        string[] missing = [.. new[] { "hand heard", "hand lost", "release ok", "retry ok", "promote ok", "cancel waiting", "cancel running", "cancel refused", "bury ok", "redrive ok", "redrive same", "purge ok", "purge refused" }.Except(seen)];
        Assert.True(missing.Length == 0, $"No history has {string.Join(", ", missing)}.");
    }

    [Theory]
    [InlineData("claimed without the lease", "enqueue g i0 async normal now|take-lease A 7|claim B 7 i0.1@1")]
    [InlineData("claimed under a lease that is over", "enqueue g i0 async normal now|take-lease A 7|expire-lease|claim A 7 i0.1@1")]
    [InlineData("an epoch given twice", "take-lease A 7|expire-lease|take-lease B 7")]
    [InlineData("two owners", "take-lease A 7|take-lease B 8")]
    [InlineData("claimed twice", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|claim A 7 i0.1@2")]
    [InlineData("claimed out of turn", "enqueue g i0 async normal now|enqueue g i1 async normal now|take-lease A 7|claim A 7 i1.1@1")]
    [InlineData("started twice", "enqueue g i0 sync normal now|take-lease A 7|claim A 7 i0.1@1|release A A i0.1@1 unstarted ok|claim A 7 i0.1@2|start A i0.1@2|start A i0.1@1")]
    [InlineData("a release that undoes a later claim", "enqueue g i0 sync normal now|take-lease A 7|claim A 7 i0.1@1|release A A i0.1@1 unstarted ok|claim A 7 i0.1@2|release A A i0.1@1 unstarted ok")]
    [InlineData("ended twice", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|finish A A i0.1@1 ok")]
    [InlineData("ended unclaimed", "enqueue g i0 async normal now|finish A A i0.1@1 ok")]
    [InlineData("taken from one who lives", "renew-session A|enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish B A i0.1@1 ok")]
    [InlineData("a caller's run tried again", "enqueue g i0 sync normal now|take-lease A 7|claim A 7 i0.1@1|start A i0.1@1|release A A i0.1@1 started ok")]
    [InlineData("never ended", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1")]
    [InlineData("lost from the queue", "enqueue g i0 async normal now|take-lease A 7|claim A 7 nothing")]
    [InlineData("retried twice", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|retry A A i0.1@1 ok")]
    [InlineData("a caller's run retried", "enqueue g i0 sync normal now|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok")]
    [InlineData("a retry before its time", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|promote A i0 ok")]
    [InlineData("promoted twice", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|due i0|promote A i0 ok|promote B i0 ok")]
    [InlineData("not promoted when due", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|due i0|promote A i0 refused")]
    [InlineData("promoted after it was cancelled", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|due i0|cancel g i0 recorded waiting|promote A i0 ok")]
    [InlineData("claimed after it was cancelled", "enqueue g i0 async normal now|take-lease A 7|cancel g i0 recorded waiting|claim A 7 i0.1@1")]
    [InlineData("finished after it was cancelled", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|cancel g i0 claimed running|finish A A i0.1@1 ok")]
    [InlineData("cancelled after it ended", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|cancel g i0 claimed running")]
    [InlineData("cancelled twice", "enqueue g i0 async normal now|cancel g i0 recorded waiting|cancel g i0 recorded waiting")]
    [InlineData("given up while it runs", "enqueue g i0 sync normal now|take-lease A 7|claim A 7 i0.1@1|start A i0.1@1|cancel g i0 waiting running")]
    [InlineData("not cancelled though it waits", "enqueue g i0 async normal now|cancel g i0 recorded refused|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok")]
    [InlineData("an old one before one of high priority", "enqueue g i0 async normal now|enqueue g i1 async high now|take-lease A 7|claim A 7 i0.1@1")]
    [InlineData("a late one of high priority before an early one", "enqueue g i0 async high now|enqueue g i1 async high now|take-lease A 7|claim A 7 i1.1@1")]
    [InlineData("one of low priority while another waits", "enqueue g i0 async low now|enqueue g i1 async normal now|take-lease A 7|claim A 7 i0.1@1")]
    [InlineData("one put back that is not the next", "enqueue g i0 async low now|take-lease A 7|claim A 7 i0.1@1|enqueue g i1 async high now|release A A i0.1@1 unstarted ok|claim A 7 i1.1@2")]
    [InlineData("claimed before its time", "enqueue g i0 async normal delayed|take-lease A 7|claim A 7 i0.1@1")]
    [InlineData("promoted before its time", "enqueue g i0 async normal delayed|promote A i0 ok")]
    [InlineData("a caller's run buried", "enqueue g i0 sync normal now|take-lease A 7|claim A 7 i0.1@1|bury A A i0.1@1 ok")]
    [InlineData("buried after it ended", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|bury A A i0.1@1 ok")]
    [InlineData("a letter of what ended well", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|list-letters o i0")]
    [InlineData("a letter lost", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|bury A A i0.1@1 ok|list-letters o")]
    [InlineData("a letter that is purged and there", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|bury A A i0.1@1 ok|purge o i0 ok|purge o i0 ok")]
    [InlineData("a letter invoked again twice", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|bury A A i0.1@1 ok|redrive o i0 i1 ok|redrive o i0 i2 ok")]
    [InlineData("a letter that never became anything", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|bury A A i0.1@1 ok|redrive o i0 i1 same")]
    [InlineData("a redriven one of another priority", "enqueue g i0 async low now|enqueue g i1 async low now|take-lease A 7|claim A 7 i0.1@1|bury A A i0.1@1 ok|redrive o i0 i2 ok|claim A 7 i2.1@1")]
    [InlineData("claimed for one without room", "take-lease A 7|enqueue g i0 async normal now|hand A 7 i0.1@1 heard|finish A A i0.1@1 ok")]
    [InlineData("claimed for one without room any more", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|room A 7|enqueue g i1 async normal now|hand A 7 i1.1@2 heard|enqueue g i2 async normal now|hand A 7 i2.1@3 heard|finish A A i1.1@2 ok|finish A A i2.1@3 ok")]
    [InlineData("claimed for one that has handed over", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|room A 7|drop-lease A 7|take-lease B 8|enqueue g i1 async normal now|hand A 7 i1.1@2 heard|finish A A i1.1@2 ok")]
    [InlineData("claimed before one that waits", "enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|room A 7|enqueue g i1 async high now|enqueue g i2 async normal now|hand A 7 i2.1@2 heard|finish A A i2.1@2 ok|claim A 7 i1.1@3|finish A A i1.1@3 ok")]
    public void A_wrong_history_is_refused(string what, string history) =>
        Assert.True(HistoryModel.Read(history.Split('|').Select(Line.Parse), Stage.MaxAttempts) is not null, $"The model accepts {what}.");

    [Theory]
    [InlineData("renew-session A|enqueue g i0 sync normal now|take-lease A 7|claim A 7 i0.1@1|start A i0.1@1|finish A A i0.1@1 ok|claim A 7 nothing")]
    [InlineData("enqueue g i0 async low now|enqueue g i1 async normal now|enqueue g i2 async high now|take-lease A 7|claim A 7 i2.1@1|finish A A i2.1@1 ok|claim A 7 i1.1@1|finish A A i1.1@1 ok|claim A 7 i0.1@1|finish A A i0.1@1 ok")]
    [InlineData("enqueue g i0 async high now|cancel g i0 recorded waiting|enqueue g i1 async normal now|take-lease A 7|claim A 7 i1.1@1|finish A A i1.1@1 ok")]
    [InlineData("enqueue g i0 async normal delayed|take-lease A 7|claim A 7 nothing|due i0|promote A i0 ok|claim A 7 i0.1@1|bury A A i0.1@1 ok|list-letters o i0|redrive o i0 i1 ok|redrive o i0 i1 same|purge o i0 ok|list-letters o|claim A 7 i1.1@1|finish A A i1.1@1 ok")]
    [InlineData("enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|claim A 7 nothing|room A 7|enqueue g i1 sync normal now|hand A 7 i1.1@2 heard|start A i1.1@2|finish A A i1.1@2 ok")]
    [InlineData("enqueue g i0 async normal now|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|claim A 7 nothing|room A 7|enqueue g i1 sync normal now|hand A 7 i1.1@2 lost|release A A i1.1@2 unstarted ok|claim A 7 i1.1@3|start A i1.1@3|finish A A i1.1@3 ok")]
    public void A_right_history_is_accepted(string history) => Assert.Null(HistoryModel.Read(history.Split('|').Select(Line.Parse), Stage.MaxAttempts));
}
