namespace Faas.QueueModel.Tests.Spin;

/// <summary>What spin says of the protocol, and that it would say otherwise were a safeguard missing.</summary>
public sealed class ModelTests(Checker checker) : IClassFixture<Checker>
{
    public static TheoryData<string, string, string> Safeguards => new()
    {
        { "BROKEN_CLAIM", "assertion violated", "a claim does not look at the lease" },
        { "BROKEN_FINISH", "assertion violated", "an end is not fenced by its claim" },
        { "BROKEN_MOMENT", "assertion violated", "a claim is not told from a later one of the same attempt and session" },
        { "BROKEN_EPOCH", "assertion violated", "an epoch comes again" },
        { "BROKEN_SYNC", "assertion violated", "what a caller waits for is tried again" },
        { "BROKEN_BOUND", "assertion violated", "losses are not counted" },
        { "BROKEN_SUSPICION", "invalid end state", "nobody looks for claims whose answer was lost" },
        { "BROKEN_MOVED", "invalid end state", "nobody looks for them in shards that have left" },
        { "BROKEN_RETRY", "assertion violated", "a retry is not fenced by its claim" },
        { "BROKEN_ATTEMPTS", "assertion violated", "attempts are not counted" },
        { "BROKEN_PROMOTE", "assertion violated", "what was seen to be due is moved though it is gone" },
        { "BROKEN_DUE", "assertion violated", "what was seen to be due is moved though it is delayed once more" },
        { "BROKEN_CANCEL", "assertion violated", "what has ended can be cancelled" },
        { "BROKEN_HOLE", "assertion violated", "a claim takes what was cancelled while it waited" },
        { "BROKEN_KNOWN", "assertion violated", "a caller who waits no longer ends what has just been started" },
        { "BROKEN_MARK", "assertion violated", "one of high priority has no place in the queue" },
        { "BROKEN_SCORE", "assertion violated", "the place of one of high priority is taken by one of low" },
        { "BROKEN_LOW", "assertion violated", "one of low priority is claimed while others wait" },
        { "BROKEN_BURY", "assertion violated", "a dead letter is kept of what ended otherwise" },
        { "BROKEN_ONCE", "assertion violated", "a dead letter is invoked again as often as it is asked" },
        { "BROKEN_PURGE", "assertion violated", "a dead letter is taken away before what it becomes is accepted" },
        { "BROKEN_ROOM", "assertion violated", "what is accepted is claimed for one that holds the lease no longer" },
        { "BROKEN_LATE", "assertion violated", "word of a claim is believed that was put back before it came" },
    };

    [Fact]
    public async Task No_history_with_two_faults_loses_an_invocation_or_starts_one_twice_whose_caller_waits()
    {
        Assert.SkipWhen(Checker.Missing is not null, Checker.Missing ?? "");

        var report = await checker.RunAsync();

        Assert.Contains("errors: 0", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Search not completed", report, StringComparison.Ordinal);
        // A model in which nothing can happen is right about everything.
        Assert.Contains("unreached in proctype Fate\n\t(0 of", report, StringComparison.Ordinal);
        Assert.Contains("unreached in proctype Gateway\n\t(0 of", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_safeguard_of_the_model_is_taken_away_once() => Assert.Equal(Checker.Safeguards.Keys.Order(), Safeguards.Select(row => row.Data.Item1).Order());

    [Theory, MemberData(nameof(Safeguards))]
    public async Task The_checker_objects_when(string safeguard, string objection, string what)
    {
        Assert.SkipWhen(Checker.Missing is not null, Checker.Missing ?? "");

        var report = await checker.RunAsync(without: safeguard);

        Assert.True(report.Contains(objection, StringComparison.Ordinal), $"The checker lets pass that {what}:\n{report}");
    }
}
