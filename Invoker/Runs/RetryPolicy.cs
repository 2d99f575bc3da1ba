using System.Text.Json;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Runs;

/// <summary>Whether a failed attempt is followed by another, and when.</summary>
internal static class RetryPolicy
{
    /// <param name="asked">What the function said of it.</param>
    /// <param name="nowMicros">The time, by the store's clock.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public static Fate Decide(FunctionDefinition function, QueueItem item, Outcome outcome, RetryAfter asked, long nowMicros, double jitter)
    {
        if (outcome == Outcome.Success || function.Retry is not { } rules || (item.Sync && !function.Idempotent)) return Fate.End;
        // Nobody redrives a letter whose sender was told its end.
        var givenUp = item.Sync ? Fate.End : Fate.Bury;
        if (asked.Never || !rules.On.Contains(outcome) || item.Failures + 1 >= rules.Attempts) return givenUp;
        var delay = asked.Delay ?? TimeSpan.FromMilliseconds(Math.Max(1, jitter * Math.Min(rules.CapMs, rules.BaseMs * Math.Pow(2, item.Failures))));
        var due = nowMicros + (long)delay.TotalMicroseconds;
        if (due > item.AcceptedMicros + rules.MaxAgeMs * 1_000 || (item.DeadlineMicros > 0 && due > item.DeadlineMicros)) return givenUp;
        return Fate.RetryIn(delay);
    }
}

/// <summary>What a failed function says of another attempt: the member <c>retryAfter</c> of its result, in seconds, or <c>false</c>.</summary>
/// <param name="Delay">When it wants one, or <see langword="null"/> when it did not say.</param>
/// <param name="Never">Whether none would help.</param>
internal readonly record struct RetryAfter(TimeSpan? Delay, bool Never)
{
    private const double Longest = 604_800;

    public static RetryAfter Of(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\"retryAfter\""u8) < 0) return default;
        try
        {
            var json = new Utf8JsonReader(answer);
            using var document = JsonDocument.ParseValue(ref json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("retryAfter", out var value) ? Of(value) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static RetryAfter Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => new(null, true),
        JsonValueKind.Number when value.TryGetDouble(out var seconds) && seconds is >= 0 and <= Longest => new(TimeSpan.FromSeconds(Math.Max(0.001, seconds)), false),
        _ => default,
    };
}
