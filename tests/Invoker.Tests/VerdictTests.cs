using System.Text;
using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Runs;

namespace Faas.Invoker.Tests;

public sealed class VerdictTests
{
    [Theory]
    [InlineData("{}", Outcome.Success)]
    [InlineData("[1]", Outcome.Success)]
    [InlineData("""{"a":{"error":1}}""", Outcome.Success)]
    [InlineData("""{"error":"no"}""", Outcome.FunctionError)]
    [InlineData("3", Outcome.FunctionError)]
    [InlineData("{", Outcome.FunctionError)]
    [InlineData("", Outcome.FunctionError)]
    public void An_answer_is_a_result_when_it_is_an_object_or_array_without_an_error(string answer, Outcome expected) =>
        Assert.Equal(expected, Verdict.OfRun(Answered(200, answer), FunctionLimits.Default).Outcome);

    [Fact]
    public void A_function_that_returns_an_error_keeps_its_container() =>
        Assert.True(Verdict.OfRun(Answered(200, """{"error":"no"}"""), FunctionLimits.Default).ContainerUsable);

    [Fact]
    public void A_function_that_throws_loses_its_container_and_its_words_are_the_reason()
    {
        var verdict = Verdict.OfRun(Answered(502, """{"error":"boom"}"""), FunctionLimits.Default);
        Assert.Equal(new Verdict(Outcome.FunctionError, "boom", false), verdict);
    }

    [Theory]
    [InlineData(ContainerEnd.TimedOut, Outcome.TimedOut)]
    [InlineData(ContainerEnd.OutOfMemory, Outcome.OutOfMemory)]
    [InlineData(ContainerEnd.Crashed, Outcome.Crashed)]
    [InlineData(ContainerEnd.AnswerTooLarge, Outcome.ResultTooLarge)]
    public void Every_other_end_has_its_own_outcome_and_ends_the_container(ContainerEnd end, Outcome expected)
    {
        var verdict = Verdict.OfRun(new(end, 0, 1, "exit code 3", default, default), FunctionLimits.Default);
        Assert.Equal(expected, verdict.Outcome);
        Assert.False(verdict.ContainerUsable);
        Assert.NotNull(verdict.Reason);
    }

    [Fact]
    public void Code_that_does_not_initialise_is_the_functions_fault_with_what_the_runtime_said()
    {
        var verdict = Verdict.OfInit(new(ContainerEnd.Answered, 502, """{"error":"SyntaxError: line 3"}""", null, 1, ""), FunctionLimits.Default);
        Assert.Equal(new Verdict(Outcome.InitError, "SyntaxError: line 3", false), verdict);
        Assert.Null(Verdict.OfInit(new(ContainerEnd.Answered, 200, """{"ok":true}""", null, 1, ""), FunctionLimits.Default));
    }

    private static RunAnswer Answered(int status, string answer) => new(ContainerEnd.Answered, status, 1, null, Encoding.UTF8.GetBytes(answer), default);
}
