using System.Text.Json;
using System.Text.Json.Serialization;
using Faas.Contracts;
using Faas.Gateway.Invocations;
using Faas.Storage;

namespace Faas.Gateway.DeadLetters;

/// <summary>A dead letter as the API shows it.</summary>
/// <param name="Id">The invocation that was given up; <c>/invocations/{id}</c> tells more.</param>
/// <param name="Outcome">How its last attempt ended.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="DiedAt">When it was given up.</param>
/// <param name="Payload">Its body; left out in lists.</param>
internal sealed record DeadLetterView(InvocationId Id, Outcome Outcome, string? Reason, int Attempts, DateTimeOffset? AcceptedAt, DateTimeOffset? DiedAt, JsonElement? Payload)
{
    public static DeadLetterView Of(DeadLetter letter, bool whole) => new(
        letter.Id, letter.Record.Outcome ?? Outcome.OutcomeUnknown, letter.Record.Reason, letter.Record.Attempt,
        InvocationView.Time(letter.Record.AcceptedMicros), InvocationView.Time(letter.DiedMicros), whole ? JsonElement.Parse(letter.Item.Payload.Span) : null);
}

/// <summary>Part of a list of dead letters.</summary>
/// <param name="DeadLetters">Oldest first.</param>
/// <param name="Total">How many the function has.</param>
/// <param name="Next">The cursor of the next part; left out at the end.</param>
internal sealed record DeadLetterListView(IReadOnlyList<DeadLetterView> DeadLetters, long Total, string? Next);

/// <summary>A dead letter that was invoked again.</summary>
/// <param name="Id">The new invocation.</param>
internal sealed record RedrivenView(InvocationId Id);

/// <summary>What became of all dead letters.</summary>
/// <param name="Redriven">How many were invoked again.</param>
/// <param name="Left">How many are left: a limit of the function refused more.</param>
internal sealed record RedrivenAllView(long Redriven, long Left);

/// <summary>Dead letters that were taken away.</summary>
/// <param name="Purged">How many.</param>
internal sealed record PurgedView(long Purged);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeadLetterView))]
[JsonSerializable(typeof(DeadLetterListView))]
[JsonSerializable(typeof(RedrivenView))]
[JsonSerializable(typeof(RedrivenAllView))]
[JsonSerializable(typeof(PurgedView))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
