using System.Text;
using Faas.Contracts;
using Faas.Invoker.Runs;
using Faas.Storage;

namespace Faas.Invoker.Tests;

public sealed class RetryPolicyTests
{
    private const long Accepted = 1_000_000;

    private static readonly RetryRules Rules = new() { Attempts = 4, BaseMs = 1_000, CapMs = 3_000, MaxAgeMs = 60_000 };

    [Theory]
    [InlineData(0, 1.0, 1_000), InlineData(1, 1.0, 2_000), InlineData(2, 1.0, 3_000), InlineData(1, 0.5, 1_000), InlineData(0, 0.0, 1)]
    public void The_wait_is_any_part_of_one_that_doubles_up_to_the_cap(int failures, double jitter, int waitMs) =>
        Assert.Equal(Fate.RetryIn(TimeSpan.FromMilliseconds(waitMs)), Decide(Items.Waiting(Function().Id, "{}", failures: failures), jitter: jitter));

    [Fact]
    public void After_the_last_attempt_it_is_a_dead_letter_and_losses_do_not_count()
    {
        Assert.Equal(Fate.Bury, Decide(Items.Waiting(Function().Id, "{}", failures: 3)));
        Assert.Equal(Fate.RetryIn(TimeSpan.FromSeconds(3)), Decide(Items.Waiting(Function().Id, "{}", failures: 2, losses: 4)));
    }

    [Theory]
    [InlineData(Outcome.FunctionError, true), InlineData(Outcome.TimedOut, true), InlineData(Outcome.Crashed, true), InlineData(Outcome.OutOfMemory, true)]
    [InlineData(Outcome.InitError, false), InlineData(Outcome.ResultTooLarge, false)]
    public void Only_the_outcomes_it_names_are_retried(Outcome outcome, bool retried) =>
        Assert.Equal(retried ? Fate.RetryIn(TimeSpan.FromSeconds(1)) : Fate.Bury, Decide(Items.Waiting(Function().Id, "{}"), outcome: outcome));

    [Fact]
    public void A_function_without_rules_fails_at_once_and_a_success_is_an_end()
    {
        Assert.Equal(Fate.End, Decide(Items.Waiting(Function().Id, "{}"), Function() with { Retry = null }));
        Assert.Equal(Fate.End, Decide(Items.Waiting(Function().Id, "{}"), outcome: Outcome.Success));
    }

    [Fact]
    public void A_caller_that_waits_is_told_the_failure_unless_the_function_is_idempotent_and_there_is_time()
    {
        var deadline = Accepted + 1_500_000;
        Assert.Equal(Fate.End, Decide(Items.Waiting(Function().Id, "{}", sync: true, deadline: deadline)));
        Assert.Equal(Fate.RetryIn(TimeSpan.FromSeconds(1)), Decide(Items.Waiting(Function().Id, "{}", sync: true, deadline: deadline), Function() with { Idempotent = true }));
        Assert.Equal(Fate.End, Decide(Items.Waiting(Function().Id, "{}", sync: true, failures: 1, deadline: deadline), Function() with { Idempotent = true }));
    }

    [Fact]
    public void Beyond_its_maximum_age_nothing_is_tried_again()
    {
        Assert.Equal(Fate.RetryIn(TimeSpan.FromSeconds(1)), Decide(Items.Waiting(Function().Id, "{}"), now: Accepted + 59_000_000));
        Assert.Equal(Fate.Bury, Decide(Items.Waiting(Function().Id, "{}"), now: Accepted + 59_000_001));
    }

    [Theory]
    [InlineData("""{"error":"busy","retryAfter":7.5}""", 7_500), InlineData("""{"retryAfter":0,"error":1}""", 1)]
    [InlineData("""{"error":"busy","retryAfter":"soon"}""", 1_000), InlineData("""{"error":{"retryAfter":9}}""", 1_000), InlineData("""{"error":1,"retryAfter":-1}""", 1_000), InlineData("no json \"retryAfter\"", 1_000)]
    public void A_function_may_say_when(string answer, int waitMs) =>
        Assert.Equal(Fate.RetryIn(TimeSpan.FromMilliseconds(waitMs)), Decide(Items.Waiting(Function().Id, "{}"), answer: answer));

    [Fact]
    public void A_function_may_say_never() => Assert.Equal(Fate.Bury, Decide(Items.Waiting(Function().Id, "{}"), answer: """{"error":"no such customer","retryAfter":false}"""));

    private static Fate Decide(QueueItem item, FunctionDefinition? function = null, Outcome outcome = Outcome.FunctionError, string answer = "", long now = Accepted, double jitter = 1) =>
        RetryPolicy.Decide(function ?? Function(), item, outcome, RetryAfter.Of(Encoding.UTF8.GetBytes(answer)), now, jitter);

    private static FunctionDefinition Function() => new()
    {
        Namespace = "guest",
        Name = FunctionName.Parse("f", null),
        Kind = "nodejs:20",
        Code = new(new('a', 64), 1, false),
        Revision = "r",
        UpdatedAt = default,
        Retry = Rules,
    };
}
