using System.Text.Json.Serialization;

namespace Faas.Contracts;

/// <summary>What a function may reach over the network.</summary>
[JsonConverter(typeof(KebabCaseConverter<FunctionNetwork>))]
public enum FunctionNetwork
{
    /// <summary>Whatever the machine reaches, but neither the machine itself nor other functions.</summary>
    Outbound,

    /// <summary>Nothing.</summary>
    None,
}
