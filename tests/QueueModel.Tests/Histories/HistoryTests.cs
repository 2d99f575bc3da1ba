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
        Assert.Superset(new HashSet<string> { "release ok", "retry ok", "promote ok", "cancel waiting", "cancel running", "cancel refused" }, seen);
    }

    [Theory]
    [InlineData("claimed without the lease", "enqueue g i0 async|take-lease A 7|claim B 7 i0.1@1")]
    [InlineData("claimed under a lease that is over", "enqueue g i0 async|take-lease A 7|expire-lease|claim A 7 i0.1@1")]
    [InlineData("an epoch given twice", "take-lease A 7|expire-lease|take-lease B 7")]
    [InlineData("two owners", "take-lease A 7|take-lease B 8")]
    [InlineData("claimed twice", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|claim A 7 i0.1@2")]
    [InlineData("claimed out of turn", "enqueue g i0 async|enqueue g i1 async|take-lease A 7|claim A 7 i1.1@1")]
    [InlineData("started twice", "enqueue g i0 sync|take-lease A 7|claim A 7 i0.1@1|release A A i0.1@1 unstarted ok|claim A 7 i0.1@2|start A i0.1@2|start A i0.1@1")]
    [InlineData("a release that undoes a later claim", "enqueue g i0 sync|take-lease A 7|claim A 7 i0.1@1|release A A i0.1@1 unstarted ok|claim A 7 i0.1@2|release A A i0.1@1 unstarted ok")]
    [InlineData("ended twice", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|finish A A i0.1@1 ok")]
    [InlineData("ended unclaimed", "enqueue g i0 async|finish A A i0.1@1 ok")]
    [InlineData("taken from one who lives", "renew-session A|enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|finish B A i0.1@1 ok")]
    [InlineData("a caller's run tried again", "enqueue g i0 sync|take-lease A 7|claim A 7 i0.1@1|start A i0.1@1|release A A i0.1@1 started ok")]
    [InlineData("never ended", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1")]
    [InlineData("lost from the queue", "enqueue g i0 async|take-lease A 7|claim A 7 nothing")]
    [InlineData("retried twice", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|retry A A i0.1@1 ok")]
    [InlineData("a caller's run retried", "enqueue g i0 sync|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok")]
    [InlineData("a retry before its time", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|promote A i0 ok")]
    [InlineData("promoted twice", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|due i0|promote A i0 ok|promote B i0 ok")]
    [InlineData("not promoted when due", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|due i0|promote A i0 refused")]
    [InlineData("promoted after it was cancelled", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|retry A A i0.1@1 ok|due i0|cancel g i0 recorded waiting|promote A i0 ok")]
    [InlineData("claimed after it was cancelled", "enqueue g i0 async|take-lease A 7|cancel g i0 recorded waiting|claim A 7 i0.1@1")]
    [InlineData("finished after it was cancelled", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|cancel g i0 claimed running|finish A A i0.1@1 ok")]
    [InlineData("cancelled after it ended", "enqueue g i0 async|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok|cancel g i0 claimed running")]
    [InlineData("cancelled twice", "enqueue g i0 async|cancel g i0 recorded waiting|cancel g i0 recorded waiting")]
    [InlineData("given up while it runs", "enqueue g i0 sync|take-lease A 7|claim A 7 i0.1@1|start A i0.1@1|cancel g i0 waiting running")]
    [InlineData("not cancelled though it waits", "enqueue g i0 async|cancel g i0 recorded refused|take-lease A 7|claim A 7 i0.1@1|finish A A i0.1@1 ok")]
    public void A_wrong_history_is_refused(string what, string history) =>
        Assert.True(HistoryModel.Read(history.Split('|').Select(Line.Parse), Stage.MaxAttempts) is not null, $"The model accepts {what}.");

    [Fact]
    public void A_right_history_is_accepted() => Assert.Null(HistoryModel.Read(
        "renew-session A|enqueue g i0 sync|take-lease A 7|claim A 7 i0.1@1|start A i0.1@1|finish A A i0.1@1 ok|claim A 7 nothing".Split('|').Select(Line.Parse), Stage.MaxAttempts));
}
