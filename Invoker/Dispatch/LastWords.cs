using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Executors.Runs;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>What the executors of an invoker that is over say of an attempt.</summary>
internal abstract record LastWord
{
    private LastWord()
    {
    }

    /// <summary>One had its answer, or had it in the end.</summary>
    public sealed record Answered(FunctionDefinition Function, RecalledRun Run) : LastWord;

    /// <summary>None has started it, nor will.</summary>
    public sealed record NeverStarted : LastWord;

    /// <summary>Nobody can say.</summary>
    public sealed record Unknown : LastWord;
}

/// <summary>Asks the executors that an invoker used, which is over, for what became of an attempt. See docs/decisions/0035.</summary>
internal sealed partial class LastWords(SessionStore sessions, FunctionStore functions, ExecutorClient executors, ILogger<LastWords> logger)
{
    /// <param name="ct">Ends the run as well, wherever it goes on.</param>
    public async Task<LastWord> AskAsync(Claim claim, CancellationToken ct)
    {
        if (await functions.FindAsync(claim.Function, ct) is not { } function) return new LastWord.Unknown();
        if (await sessions.ExecutorsOfAsync(claim.Session, ct) is not { } used) return new LastWord.Unknown();
        LogAsks(claim.Item.Id, used.Count);
        var neverStarted = true;
        await foreach (var asked in Task.WhenEach(used.Select(executor => AskAsync(executor, claim, function, ct))))
        {
            var word = await asked;
            if (word is LastWord.Answered) return word;
            neverStarted &= word is LastWord.NeverStarted;
        }
        return neverStarted ? new LastWord.NeverStarted() : new LastWord.Unknown();
    }

    private async Task<LastWord> AskAsync(UsedExecutor executor, Claim claim, FunctionDefinition function, CancellationToken ct)
    {
        try
        {
            return new LastWord.Answered(function, await executors.RecallAsync(executor.Address, new(claim.Item.Id, claim.Item.Attempt, executor.Life), function.Limits.Timeout, ct));
        }
        catch (ExecutorCallException e)
        {
            if (e.Fault == ExecutorFault.NeverStarted) return new LastWord.NeverStarted();
            LogNoWord(executor.Address, claim.Item.Id, claim.Item.Attempt, e.Message);
            return new LastWord.Unknown();
        }
    }

    [LoggerMessage(LogLevel.Debug, "Invocation {InvocationId} is asked for at {Count} executors")]
    private partial void LogAsks(InvocationId invocationId, int count);

    [LoggerMessage(LogLevel.Information, "Executor {Executor} cannot say whether attempt {Attempt} of invocation {InvocationId} was started there: {Reason}")]
    private partial void LogNoWord(Uri executor, InvocationId invocationId, int attempt, string reason);
}
