namespace Faas.QueueModel.Tests.Spin;

/// <summary>What spin says of the protocol, and that it would say otherwise were a safeguard missing.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task No_history_with_two_faults_loses_an_invocation_or_starts_one_twice_whose_caller_waits()
    {
        Assert.SkipWhen(Checker.Missing is not null, Checker.Missing ?? "");

        var report = await Checker.RunAsync("FAULTS=2");

        Assert.Contains("errors: 0", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Search not completed", report, StringComparison.Ordinal);
        // A model in which nothing can happen is right about everything.
        Assert.DoesNotContain("unreached in proctype Owner\n\t(0 of", report, StringComparison.Ordinal);
        Assert.Contains("unreached in proctype Fate\n\t(0 of", report, StringComparison.Ordinal);
        Assert.Contains("unreached in proctype Gateway\n\t(0 of", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BROKEN_CLAIM", "assertion violated", "a claim does not look at the lease")]
    [InlineData("BROKEN_FINISH", "assertion violated", "an end is not fenced by its claim")]
    [InlineData("BROKEN_MOMENT", "assertion violated", "a claim is not told from a later one of the same attempt and session")]
    [InlineData("BROKEN_EPOCH", "assertion violated", "an epoch comes again")]
    [InlineData("BROKEN_SYNC", "assertion violated", "what a caller waits for is tried again")]
    [InlineData("BROKEN_BOUND", "assertion violated", "losses are not counted")]
    [InlineData("BROKEN_SUSPICION", "invalid end state", "nobody looks for claims whose answer was lost")]
    [InlineData("BROKEN_MOVED", "invalid end state", "nobody looks for them in shards that have left")]
    [InlineData("BROKEN_RETRY", "assertion violated", "a retry is not fenced by its claim")]
    [InlineData("BROKEN_ATTEMPTS", "assertion violated", "attempts are not counted")]
    [InlineData("BROKEN_PROMOTE", "assertion violated", "what was seen to be due is moved though it is gone")]
    [InlineData("BROKEN_CANCEL", "assertion violated", "what has ended can be cancelled")]
    [InlineData("BROKEN_HOLE", "assertion violated", "a claim takes what was cancelled while it waited")]
    [InlineData("BROKEN_KNOWN", "assertion violated", "a caller who waits no longer ends what has just been started")]
    public async Task The_checker_objects_when(string definition, string objection, string what)
    {
        Assert.SkipWhen(Checker.Missing is not null, Checker.Missing ?? "");

        var report = await Checker.RunAsync("FAULTS=2", definition);

        Assert.True(report.Contains(objection, StringComparison.Ordinal), $"The checker lets pass that {what}:\n{report}");
    }
}
