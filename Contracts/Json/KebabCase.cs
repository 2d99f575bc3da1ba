using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faas.Contracts;

/// <summary>An enum's values as they stand on every wire and in every label: <c>out-of-memory</c>.</summary>
public static class KebabCase<T> where T : struct, Enum
{
    private static readonly Dictionary<T, string> Names =
        Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    private static readonly Dictionary<string, T> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The value's name.</summary>
    public static string Name(T value) => Names[value];

    /// <summary>The value with this name.</summary>
    /// <exception cref="KeyNotFoundException">No value has it.</exception>
    public static T Value(string name) => Values[name];
}

/// <summary>The same in JSON.</summary>
public sealed class KebabCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) where T : struct, Enum;
