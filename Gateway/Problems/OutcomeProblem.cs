using System.Text.Json;
using Faas.Contracts;
using Faas.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Problems;

/// <summary>The table of answers for invocations that ended without a result (design.md §7): who is at fault decides the status.</summary>
internal static class OutcomeProblem
{
    /// <summary>The answer for an invocation that ended otherwise than in success.</summary>
    public static ProblemHttpResult Of(FinishedInvocation finished)
    {
        var outcome = finished.Record.Outcome ?? Outcome.OutcomeUnknown;
        return Of(outcome, finished.Record.Reason, Error(finished.Result), finished.Record.Limit);
    }

    public static ProblemHttpResult Of(Outcome outcome, string? reason, JsonElement? error = null, string? limit = null)
    {
        var (status, title) = Row(outcome);
        var more = new Dictionary<string, object?>();
        if (error is { } value) more["error"] = value;
        if (limit is not null) more["limit"] = limit;
        return Problem.Of(status, KebabCase<Outcome>.Name(outcome), title, reason, more);
    }

    private static (int Status, string Title) Row(Outcome outcome) => outcome switch
    {
        Outcome.FunctionError => (502, "The function failed"),
        Outcome.InitError => (502, "The function's code could not be initialised"),
        Outcome.TimedOut => (504, "The function ran past its timeout"),
        Outcome.OutOfMemory => (502, "The function needed more memory than its limit"),
        Outcome.Crashed => (502, "The function's process ended before it answered"),
        Outcome.CouldNotStart => (502, "No container could be started for the function"),
        Outcome.ResultTooLarge => (502, "The function's result is over 1 MiB"),
        Outcome.OutcomeUnknown => (502, "It is not known whether the function ran to its end"),
        Outcome.PlatformLost => (502, "The platform lost the invocation again and again"),
        Outcome.NoCapacity => (503, "No capacity was free in time"),
        Outcome.LimitReached => (429, "A limit on what runs at a time kept it from starting in time"),
        Outcome.FunctionDeleted => (404, "The function was deleted while the invocation waited"),
        Outcome.Cancelled => (409, "The invocation was cancelled"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a failure."),
    };

    /// <summary>What the function said went wrong: the <c>error</c> member of its answer, or the answer.</summary>
    private static JsonElement? Error(ReadOnlyMemory<byte> result)
    {
        if (result.IsEmpty) return null;
        try
        {
            var root = JsonElement.Parse(result.Span);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) ? error : root;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
