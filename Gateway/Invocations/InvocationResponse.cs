using System.Text.Json;
using Faas.Contracts;

namespace Faas.Gateway.Invocations;

/// <summary>202: it is in the queue.</summary>
/// <param name="InvocationId">Its id.</param>
/// <param name="Location">Where to ask for it.</param>
public sealed record AcceptedResponse(string InvocationId, string Location);

/// <summary>An invocation, as it is now.</summary>
/// <param name="State">queued, running, done, failed, dead or cancelled.</param>
/// <param name="Outcome">How it ended; left out until then.</param>
/// <param name="Start">What it waited for: warm, prewarm or cold.</param>
/// <param name="Result">What the function answered; left out where none is kept.</param>
/// <param name="Logs">Its log lines.</param>
public sealed record InvocationResponse(
    string Id, string Function, InvocationState State, Outcome? Outcome, string? Reason, int Attempt, DateTimeOffset AcceptedAt, DateTimeOffset? EndedAt,
    TimingsResponse Timings, StartKind? Start, string? Revision, string? Container, string? TraceId, JsonElement? Result, IReadOnlyList<string> Logs)
{
    internal static InvocationResponse Of(InvocationRecord record, byte[]? result, string logs) => new(
        record.Id.ToString(), record.Function, record.State, record.Outcome, record.Reason, record.Attempt, At(record.AcceptedMicros), record.EndedMicros == 0 ? null : At(record.EndedMicros),
        new(record.Timings.QueueMicros / 1e3, record.Timings.StartMicros / 1e3, record.Timings.InitMicros / 1e3, record.Timings.RunMicros / 1e3),
        record.Start, record.Revision, record.Container, record.TraceParent is { } trace ? TraceContext.TraceId(trace) : null, Read(result),
        logs.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static DateTimeOffset At(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros);

    /// <summary>What a function answers need not be JSON.</summary>
    private static JsonElement? Read(byte[]? result)
    {
        if (result is not { Length: > 0 }) return null;
        try
        {
            return JsonDocument.Parse(result).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Where the time went, in milliseconds.</summary>
public sealed record TimingsResponse(double QueueMs, double StartMs, double InitMs, double RunMs);
