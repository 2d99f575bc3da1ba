using System.Text.Json;
using Faas.Contracts;

namespace Faas.Invoker.Capacity;

/// <summary>What slot a function needs.</summary>
internal static class SlotWishes
{
    /// <summary>The annotation that names attributes of Mesos agents: <c>{"agent": {"disk": "ssd", "rack": 4}}</c>.</summary>
    private const string Agent = "agent";

    public static SlotWish For(FunctionDefinition function) =>
        new(function.Limits.MemoryMiB) { Function = function.Id.ToString(), Revision = function.Revision, Kind = function.Kind, Image = function.Image?.ToString(), Attributes = AttributesOf(function.Annotations) };

    private static Dictionary<string, string> AttributesOf(JsonElement? annotations) =>
        annotations is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(Agent, out var agent) && agent.ValueKind == JsonValueKind.Object
            ? agent.EnumerateObject()
                .Where(attribute => attribute.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .ToDictionary(attribute => attribute.Name, attribute => attribute.Value.ToString(), StringComparer.Ordinal)
            : [];
}
