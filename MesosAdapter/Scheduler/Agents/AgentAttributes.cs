using System.Globalization;
using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler;

/// <summary>Reads what an offer says of its agent.</summary>
internal static class AgentAttributes
{
    /// <summary>Texts as they are, scalars as numbers are written (<c>4</c>, <c>2.5</c>); ranges and sets name no single value.</summary>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<Protocol.V1.Attribute> attributes)
    {
        var read = new Dictionary<string, string>();
        foreach (var attribute in attributes)
        {
            if (attribute.Text is { } text)
            {
                read[attribute.Name] = text.Value;
            }
            else if (attribute.Scalar is { } scalar)
            {
                read[attribute.Name] = scalar.Value.ToString(CultureInfo.InvariantCulture);
            }
        }
        return read;
    }

    public static string? Zone(DomainInfo? domain) =>
        domain?.FaultDomain is { Region: { } region, Zone: { } zone } ? $"{region.Name}/{zone.Name}" : null;
}
