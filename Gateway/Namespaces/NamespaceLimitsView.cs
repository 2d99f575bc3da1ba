using System.Text.Json.Serialization;
using System.Text.Json;
using Faas.Contracts;

namespace Faas.Gateway.Namespaces;

/// <summary>The limits of a namespace as the API shows them; what is left out is not limited.</summary>
/// <param name="Namespace">Whose they are.</param>
/// <param name="RatePerSecond">Invocations accepted in a second, after a burst of as many.</param>
/// <param name="QueueLength">Invocations that may wait.</param>
/// <param name="Running">Invocations that run at a time; the others wait.</param>
internal sealed record NamespaceLimitsView(string Namespace, int? RatePerSecond, int? QueueLength, int? Running)
{
    public static NamespaceLimitsView Of(string ns, NamespaceLimits limits) => new(ns, limits.RatePerSecond, limits.QueueLength, limits.Running);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NamespaceLimitsView))]
[JsonSerializable(typeof(NamespaceLimits))]
internal sealed partial class NamespaceJson : JsonSerializerContext;
