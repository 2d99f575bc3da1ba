using System.Text.Json;
using Faas.Contracts;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Functions;

/// <summary>Reads how a function is retried; what is left out has its default.</summary>
internal static class RetryReader
{
    private static readonly RetryRules Usual = new();

    public static RetryRules? Read(JsonElement? written, Mistakes mistakes)
    {
        if (written is null) return null;
        var fields = new FieldReader(written.Value, "retry.", mistakes);
        fields.RefuseOthers("attempts", "baseMs", "capMs", "maxAgeMs", "on");
        var baseMs = fields.Number("baseMs", Usual.BaseMs);
        var rules = new RetryRules
        {
            Attempts = fields.Number("attempts", Usual.Attempts),
            BaseMs = baseMs,
            CapMs = fields.Number("capMs", Math.Max(Usual.CapMs, baseMs)),
            MaxAgeMs = fields.Number("maxAgeMs") ?? Usual.MaxAgeMs,
            On = fields.Find("on", "an array", JsonValueKind.Array) is { } on ? Outcomes(on) : Usual.On,
        };
        foreach (var (field, problem) in rules.Mistakes()) mistakes.Add(field, problem);
        return rules;
    }

    /// <summary>The outcomes named; what is none becomes one that is never retried, and so a mistake.</summary>
    private static Outcome[] Outcomes(JsonElement on) =>
        [.. on.EnumerateArray().Select(name => RetryRules.Retryable.Where(one => name.ValueKind == JsonValueKind.String && name.ValueEquals(KebabCase<Outcome>.Name(one))).DefaultIfEmpty(Outcome.Success).First())];
}
