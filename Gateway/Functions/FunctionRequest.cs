using System.ComponentModel;
using System.Text.Json;
using Faas.Contracts;

namespace Faas.Gateway.Functions;

/// <summary>A function as its developer describes it.</summary>
public sealed record FunctionRequest
{
    /// <summary>Its name. Left out in a PUT, where the path says it.</summary>
    public string? Name { get; init; }

    /// <summary>The runtime: <c>nodejs:default</c>, <c>python:default</c>, or a kind that <c>/system</c> lists.</summary>
    public string? Kind { get; init; }

    /// <summary>The exported function to call; <c>main</c> when left out.</summary>
    public string? Main { get; init; }

    /// <summary>The source of one file; or, with <c>binary</c>, a zip archive in base64.</summary>
    public string? Code { get; init; }

    /// <summary>Whether <c>code</c> is a zip archive in base64.</summary>
    [DefaultValue(false)]
    public bool Binary { get; init; }

    /// <summary>Default parameters, a JSON object; an invocation's own body overrides its members.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Notes of its users, a JSON object.</summary>
    public JsonElement? Annotations { get; init; }

    /// <summary>Its limits; what is left out has its default.</summary>
    public FunctionLimits? Limits { get; init; }
}
