using System.Text.Json;
using System.Text.Json.Serialization;
using Faas.Contracts;

namespace Faas.Gateway.Invocations;

/// <summary>An invocation as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Function">What it ran: <c>name</c>, or <c>package/name</c>.</param>
/// <param name="State">Where it is.</param>
/// <param name="Outcome">How it ended; left out until then.</param>
/// <param name="Reason">Why, in a sentence; left out on success. While it is queued, what it waits for where that takes long: the pull of an image, a limit of its namespace.</param>
/// <param name="LastOutcome">How the last attempt ended while another is to come.</param>
/// <param name="DueAt">When it is due, while it is delayed.</param>
/// <param name="Attempt">Which try this was, from 1.</param>
/// <param name="AcceptedAt">When it was accepted, by the store's clock.</param>
/// <param name="EndedAt">When it ended; left out until then.</param>
/// <param name="Timings">Where its time went.</param>
/// <param name="Start">What it waited for.</param>
/// <param name="Revision">The function's revision that ran.</param>
/// <param name="Container">The container that ran it.</param>
/// <param name="TraceId">Its trace.</param>
/// <param name="Result">What it answered; left out when nothing is kept.</param>
/// <param name="Logs">Its log lines.</param>
internal sealed record InvocationView(
    InvocationId Id, string Function, InvocationState State, Outcome? Outcome, string? Reason, Outcome? LastOutcome, DateTimeOffset? DueAt, int Attempt, DateTimeOffset? AcceptedAt, DateTimeOffset? EndedAt,
    TimingsView Timings, StartKind? Start, string? Revision, string? Container, string? TraceId, JsonElement? Result, IReadOnlyList<string> Logs)
{
    public static InvocationView Of(InvocationRecord record, byte[]? result, string logs) => new(
        record.Id, FunctionId.Parse(record.Function).Name.ToString(), record.State, record.Outcome, record.Reason, record.LastOutcome, Time(record.DueMicros), record.Attempt, Time(record.AcceptedMicros), Time(record.EndedMicros),
        TimingsView.Of(record.Timings), record.Start, record.Revision, record.Container, TraceParent.TraceId(record.TraceParent), Json(result), Lines(logs));

    internal static DateTimeOffset? Time(long micros) => micros == 0 ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(micros);

    private static string[] Lines(string logs) => logs.Length == 0 ? [] : logs.TrimEnd('\n').Split('\n');

    /// <summary>The result, unless the function answered with something that is no JSON.</summary>
    private static JsonElement? Json(byte[]? result)
    {
        if (result is null or []) return null;
        try
        {
            return JsonElement.Parse(result);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Where the time of an invocation went, in milliseconds.</summary>
/// <param name="QueueMs">Accepted to claimed.</param>
/// <param name="StartMs">Starting its container; 0 for a warm start.</param>
/// <param name="InitMs">Initialising the code; 0 for a warm start.</param>
/// <param name="RunMs">The run itself.</param>
internal sealed record TimingsView(double QueueMs, double StartMs, double InitMs, double RunMs)
{
    public static TimingsView Of(InvocationTimings timings) =>
        new(timings.QueueMicros / 1e3, timings.StartMicros / 1e3, timings.InitMicros / 1e3, timings.RunMicros / 1e3);
}

/// <summary>An invocation that was accepted and goes on.</summary>
/// <param name="Id">Its id; <c>Location</c> says where it is looked at.</param>
internal sealed record AcceptedView(InvocationId Id);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(InvocationView))]
[JsonSerializable(typeof(AcceptedView))]
internal sealed partial class InvocationJson : JsonSerializerContext;
