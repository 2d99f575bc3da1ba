using System.Text.Json.Nodes;
using Faas.Gateway.Problems;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faas.Gateway.OpenApi;

/// <summary>Writes the <see cref="OperationDoc"/> of an endpoint into the document.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private static readonly Dictionary<string, (string Example, string Description)> PathParameters = new()
    {
        ["name"] = ("hello", "The function's name inside its package."),
        ["package"] = ("tools", "The function's package."),
        ["namespace"] = ("guest", "The namespace."),
        ["id"] = ("0199a0c1b2c37d4e8f5a6b7c8d9e0f1a", "The id, 32 hex digits."),
    };

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<OperationDoc>().LastOrDefault() is not { } doc) return;
        (operation.Summary, operation.Description) = (doc.Summary, doc.Description);
        operation.Parameters = [.. Parameters(context.Description.RelativePath!, doc)];
        if (doc.Body is { } body) operation.RequestBody = await BodyAsync(body, context, cancellationToken);
        operation.Responses = [];
        foreach (var answer in doc.Answers) operation.Responses[$"{answer.Status}"] = await AnswerAsync(answer, context, cancellationToken);
        var problem = await SchemaAsync(typeof(ProblemDetails), context, cancellationToken);
        foreach (var problems in doc.Problems.Concat(Common()).GroupBy(one => one.StatusCode).OrderBy(group => group.Key))
        {
            operation.Responses[$"{problems.Key}"] = ProblemDoc.Of([.. problems.Select(one => one.ProblemDetails)], problem);
        }
    }

    /// <summary>What every operation may answer.</summary>
    private static IEnumerable<Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult> Common() =>
        [Problem.Unauthorized(), Problem.Forbidden("This gateway runs without keys, for this machine alone."), Problem.OfStatus(500), Problem.StoreUnavailable()];

    private static IEnumerable<IOpenApiParameter> Parameters(string path, OperationDoc doc)
    {
        foreach (var (name, (example, description)) in PathParameters)
        {
            if (path.Contains($"{{{name}}}", StringComparison.Ordinal))
                yield return new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = Text(), Example = example, Description = description };
        }
        foreach (var parameter in doc.Parameters)
            yield return new OpenApiParameter { Name = parameter.Name, In = parameter.InQuery ? ParameterLocation.Query : ParameterLocation.Header, Schema = Text(), Description = parameter.Description };
    }

    private static async Task<OpenApiRequestBody> BodyAsync(BodyDoc body, OpenApiOperationTransformerContext context, CancellationToken ct) => new()
    {
        Required = body.Required,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = await SchemaAsync(body.Type, context, ct), Example = JsonNode.Parse(body.Example) },
        },
    };

    private static async Task<OpenApiResponse> AnswerAsync(AnswerDoc answer, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var response = new OpenApiResponse
        {
            Description = answer.Description,
            Headers = answer.Headers.ToDictionary(name => name, _ => (IOpenApiHeader)new OpenApiHeader { Schema = Text() }),
        };
        if (answer.Example is null || answer.MediaType is null) return response;
        var isJson = answer.MediaType == "application/json";
        response.Content = new Dictionary<string, OpenApiMediaType>
        {
            [answer.MediaType] = new()
            {
                Schema = answer.Type is null ? Text() : await SchemaAsync(answer.Type, context, ct),
                Example = isJson ? JsonNode.Parse(answer.Example) : JsonValue.Create(answer.Example),
            },
        };
        return response;
    }

    /// <summary>A type's schema among the document's components, and a reference to it.</summary>
    private static async Task<IOpenApiSchema> SchemaAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, parameterDescription: null, ct);
        // A bare JSON object needs no name.
        if (type == typeof(JsonObject)) return new OpenApiSchema { Type = JsonSchemaType.Object };
        context.Document!.AddComponent(type.Name, schema);
        return new OpenApiSchemaReference(type.Name, context.Document);
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
