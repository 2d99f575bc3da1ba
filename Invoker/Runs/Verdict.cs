using System.Text;
using System.Text.Json;
using Faas.Contracts;

namespace Faas.Invoker.Runs;

/// <summary>What an invocation came to.</summary>
/// <param name="Reason">For its user; <see langword="null"/> on success.</param>
/// <param name="ContainerUsable">Whether the container may take another run: after anything but a well-formed answer it is thrown away.</param>
internal readonly record struct Verdict(Outcome Outcome, string? Reason, bool ContainerUsable)
{
    public static Verdict OfRun(RunAnswer reply, FunctionLimits limits) => reply.End switch
    {
        ContainerEnd.Answered when reply.Status == 200 => OfResult(reply.Body.Span),
        ContainerEnd.Answered => new(Outcome.FunctionError, ErrorIn(reply.Body.Span) ?? $"The function answered with status {reply.Status}.", false),
        var end => OfEnd(end, reply.Detail, limits),
    };

    /// <returns><see langword="null"/> when the code is initialised.</returns>
    public static Verdict? OfInit(ContainerReply reply, FunctionLimits limits) => reply.End switch
    {
        ContainerEnd.Answered when reply.Status == 200 => null,
        ContainerEnd.Answered => new(Outcome.InitError, ErrorIn(Encoding.UTF8.GetBytes(reply.Body)) ?? "The code could not be initialised.", false),
        ContainerEnd.Crashed => new(Outcome.InitError, $"The function ended during initialisation: {reply.Detail}.", false),
        var end => OfEnd(end, reply.Detail, limits),
    };

    private static Verdict OfEnd(ContainerEnd end, string? detail, FunctionLimits limits) => end switch
    {
        ContainerEnd.TimedOut => new(Outcome.TimedOut, $"The function exceeded its time limit of {limits.TimeoutMs} ms.", false),
        ContainerEnd.OutOfMemory => new(Outcome.OutOfMemory, $"The function ran out of memory: its limit is {limits.MemoryMiB} MiB.", false),
        ContainerEnd.AnswerTooLarge => new(Outcome.ResultTooLarge, "The result is over 1 MiB.", false),
        ContainerEnd.CodeUnusable => new(Outcome.InitError, $"The code cannot be used: {detail}", false),
        ContainerEnd.Crashed => new(Outcome.Crashed, $"The function's process ended before it answered: {detail}.", false),
        _ => throw new InvalidOperationException($"No verdict on {end}."),
    };

    /// <summary>An answer is a result when it is a JSON object or array, and an error of the function when it is an object with a member <c>error</c>.</summary>
    private static Verdict OfResult(ReadOnlySpan<byte> answer)
    {
        try
        {
            var json = new Utf8JsonReader(answer);
            if (!json.Read() || json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return NoObject;
            var isObject = json.TokenType == JsonTokenType.StartObject;
            while (json.Read())
            {
                if (isObject && json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("error"u8))
                    return new(Outcome.FunctionError, ErrorIn(answer), true);
            }
            return new(Outcome.Success, null, true);
        }
        catch (JsonException)
        {
            return NoObject;
        }
    }

    private static Verdict NoObject => new(Outcome.FunctionError, "The function did not answer with a JSON object or array.", false);

    private static string? ErrorIn(ReadOnlySpan<byte> answer)
    {
        try
        {
            var json = new Utf8JsonReader(answer);
            using var document = JsonDocument.ParseValue(ref json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out var error)) return null;
            return error.ValueKind == JsonValueKind.String ? error.GetString() : error.GetRawText();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
