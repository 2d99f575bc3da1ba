using System.Text.Json;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>What an answer to whoever waits needs to know of how an invocation ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Start">What it waited for; <see langword="null"/> when it never started.</param>
/// <param name="Timings">Where its time went.</param>
public readonly record struct InvocationEnd(Outcome Outcome, StartKind? Start, InvocationTimings Timings)
{
    internal InvocationEnd(InvocationRecord record)
        : this(record.Outcome ?? Outcome.OutcomeUnknown, record.Start, record.Timings)
    {
    }

    /// <summary>Picks it out of a record as it is stored: every answer needs this, and reading all of a record takes several times as long.</summary>
    internal static InvocationEnd Read(ReadOnlySpan<byte> record)
    {
        var (outcome, start, timings) = (Outcome.OutcomeUnknown, (StartKind?)null, default(InvocationTimings));
        var json = new Utf8JsonReader(record);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("outcome"u8)) outcome = Name<Outcome>(ref json);
            else if (json.ValueTextEquals("start"u8)) start = Name<StartKind>(ref json);
            else if (json.ValueTextEquals("queueMicros"u8)) timings = timings with { QueueMicros = Number(ref json) };
            else if (json.ValueTextEquals("startMicros"u8)) timings = timings with { StartMicros = Number(ref json) };
            else if (json.ValueTextEquals("initMicros"u8)) timings = timings with { InitMicros = Number(ref json) };
            else if (json.ValueTextEquals("runMicros"u8)) timings = timings with { RunMicros = Number(ref json) };
        }
        return new(outcome, start, timings);
    }

    private static T Name<T>(ref Utf8JsonReader json)
        where T : struct, Enum
    {
        json.Read();
        return KebabCase<T>.Value(json.GetString()!);
    }

    private static long Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }
}
