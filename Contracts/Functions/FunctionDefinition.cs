using System.Text.Json;

namespace Faas.Contracts;

/// <summary>A deployed function, as stored: what the user said, resolved and checked.</summary>
public sealed record FunctionDefinition
{
    /// <summary>The number of this stored form; a reader accepts this one and the one before.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Whose it is.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name, with its package.</summary>
    public required FunctionName Name { get; init; }

    /// <summary>The runtime, resolved: <c>nodejs:20</c>, never <c>nodejs:default</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The exported function that is called.</summary>
    /// <value>Default <c>main</c>.</value>
    public string Main { get; init; } = "main";

    /// <summary>Its code; <see langword="null"/> for a <c>blackbox</c> whose image holds all of it.</summary>
    public CodeReference? Code { get; init; }

    /// <summary>The user's own image, for the kind <c>blackbox</c> alone.</summary>
    public ImageName? Image { get; init; }

    /// <summary>Default parameters: a JSON object whose members an invocation's own body overrides, or <see langword="null"/> for none.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Environment variables of its containers.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What its users noted about it: a JSON object or <see langword="null"/>. The system reads one member, <c>agent</c>: attributes that Mesos agents must have to run it.</summary>
    public JsonElement? Annotations { get; init; }

    /// <summary>Its limits.</summary>
    public FunctionLimits Limits { get; init; } = FunctionLimits.Default;

    /// <summary>What is done when it fails; <see langword="null"/>: nothing, its first failure is its end.</summary>
    public RetryRules? Retry { get; init; }

    /// <summary>Whether running it twice does no more than running it once: then synchronous invocations are retried too, and started again when they are lost.</summary>
    public bool Idempotent { get; init; }

    /// <summary>A unique id of this state of the function; delete and create again never reuses one. Its ETag, and what pools key on.</summary>
    public required string Revision { get; init; }

    /// <summary>1 at creation, one more at each change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When this revision was made.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Namespace and name in one.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public FunctionId Id => new(Namespace, Name);
}
