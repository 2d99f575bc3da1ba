using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.OpenApi;

/// <summary>What the OpenAPI document says of one operation beyond what its signature does.</summary>
internal sealed record OperationDoc(string Summary, string Description)
{
    /// <summary>The body it takes; <see langword="null"/> for none.</summary>
    public BodyDoc? Body { get; init; }

    /// <summary>Headers and queries it reads.</summary>
    public IReadOnlyList<ParameterDoc> Parameters { get; init; } = [];

    /// <summary>What it answers when all is well.</summary>
    public required IReadOnlyList<AnswerDoc> Answers { get; init; }

    /// <summary>How it fails: the very problems it answers with.</summary>
    public IReadOnlyList<ProblemHttpResult> Problems { get; init; } = [];
}

/// <summary>A body in JSON, with an example that works as it stands.</summary>
internal sealed record BodyDoc(Type Type, string Example, bool Required = true);

/// <summary>A header or query of a request.</summary>
internal sealed record ParameterDoc(string Name, string Description, bool InQuery = false);

/// <summary>An answer.</summary>
/// <param name="Type">What it is of; <see langword="null"/> for bytes, text or nothing.</param>
internal sealed record AnswerDoc(int Status, string Description, Type? Type = null, string? Example = null, string? MediaType = "application/json", params string[] Headers);

internal static class OperationDocExtensions
{
    /// <summary>Documents an endpoint.</summary>
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, OperationDoc doc) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(doc);
}
