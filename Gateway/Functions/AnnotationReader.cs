using System.Text.Json;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Functions;

/// <summary>Checks the one annotation that the system reads: what would be ignored would run a function where it must not run.</summary>
internal static class AnnotationReader
{
    private const string Agent = "agent";

    /// <summary>Returns the annotations as they are.</summary>
    public static JsonElement? Read(JsonElement? annotations, Mistakes mistakes)
    {
        if (annotations is not { } all || !all.TryGetProperty(Agent, out var agent)) return annotations;
        if (agent.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add($"annotations.{Agent}", "'agent' names attributes that Mesos agents must have: an object, as {\"disk\": \"ssd\", \"rack\": 4}.");
            return annotations;
        }
        foreach (var attribute in agent.EnumerateObject().Where(attribute => attribute.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)))
            mistakes.Add($"annotations.{Agent}.{attribute.Name}", "An attribute of an agent is a string or a number.");
        return annotations;
    }
}
