using System.Text.Json;
using Faas.Contracts;

namespace Faas.Gateway.Functions;

/// <summary>A function as its user writes it.</summary>
internal sealed record FunctionRequest
{
    /// <summary>Its name inside its package. Needed in POST; in PUT the path says it.</summary>
    public string? Name { get; init; }

    /// <summary>The runtime: <c>nodejs:20</c>, or <c>nodejs:default</c> for the version the executors call their default.</summary>
    public required string Kind { get; init; }

    /// <summary>The exported function that is called. Default <c>main</c>.</summary>
    public string Main { get; init; } = "main";

    /// <summary>The image of a <c>blackbox</c>: it answers <c>/init</c> and <c>/run</c> on port 8080, as OpenWhisk's images do.</summary>
    public ImageName? Image { get; init; }

    /// <summary>The source text of one file or, with <c>binary</c>, a zip archive in base64. At most 48 MiB. A <c>blackbox</c> may go without.</summary>
    public string? Code { get; init; }

    /// <summary>Whether <c>code</c> is a zip archive in base64.</summary>
    public bool Binary { get; init; }

    /// <summary>Default parameters, which an invocation's own body overrides. At most 1 MiB.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Environment variables. At most 1 MiB.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Notes of its users, never read by the system. At most 1 MiB.</summary>
    public JsonElement? Annotations { get; init; }

    /// <summary>Its limits; what is left out has its default.</summary>
    public FunctionLimits Limits { get; init; } = FunctionLimits.Default;

    /// <summary>How its failed invocations are tried again; left out, they are not.</summary>
    public RetryRules? Retry { get; init; }

    /// <summary>Whether running it twice does no more than running it once: then synchronous invocations are retried too, and started again when they are lost.</summary>
    public bool Idempotent { get; init; }
}

/// <summary>A request that was read: what it asks for, and the code's bytes.</summary>
internal sealed record ReadFunction(FunctionRequest Request, byte[] Code);
