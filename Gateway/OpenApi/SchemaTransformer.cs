using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faas.Gateway.OpenApi;

/// <summary>Names and ids are strings on the wire, whatever their types hold; a schema is of a bare JSON value when anything may stand there.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var isParsable = type.Namespace == "Faas.Contracts" && !type.IsEnum
            && type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IParsable<>));
        if (!isParsable) return Task.CompletedTask;
        schema.Type = JsonSchemaType.String;
        schema.Properties?.Clear();
        schema.Required?.Clear();
        return Task.CompletedTask;
    }
}
