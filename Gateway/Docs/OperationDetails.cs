using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faas.Gateway.Docs;

/// <summary>What a handler's signature does not tell: path and header parameters, examples.</summary>
internal static class OperationDetails
{
    private static readonly string[] PathParameters = ["package", "name", "id"];

    public static async Task Apply(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var path = context.Description.RelativePath ?? "";
        operation.Parameters ??= [];
        foreach (var name in PathParameters.Where(name => path.Contains($"{{{name}}}", StringComparison.Ordinal)))
        {
            var parameter = operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(parameter => parameter.Name == name);
            if (parameter is null) operation.Parameters.Insert(0, parameter = new() { Name = name, In = ParameterLocation.Path, Required = true });
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            parameter.Example = Examples.Path(operation.OperationId, name);
        }
        foreach (var (name, description, example) in Examples.Headers(operation.OperationId))
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example is null ? null : JsonValue.Create(example) });

        if (Examples.Request(operation.OperationId) is { } request)
        {
            // Described here and not by Accepts, which would refuse what curl sends: JSON under the name of a form.
            operation.RequestBody = new OpenApiRequestBody
            {
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(request.Body, null, ct), Example = request.Example },
                },
            };
        }
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (!status.StartsWith('2') || Examples.Response(operation.OperationId) is not { } example) continue;
            foreach (var media in response.Content?.Values ?? []) media.Example = example;
        }
    }
}
