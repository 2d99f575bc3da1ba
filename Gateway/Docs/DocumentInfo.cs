using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faas.Gateway.Docs;

/// <summary>What the document says of the API as a whole.</summary>
internal static class DocumentInfo
{
    public static Task Apply(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "Faas",
            Version = "v1",
            Description = "Deploy functions and invoke them. Every error is a ProblemDetails with a stable `type`. The namespace comes from the key; "
                + "on a developer's own machine no key is needed.",
        };
        // A relative server makes Try it out work wherever the page came from.
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The key as id:secret." },
            ["basic"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "The key's id as user, its secret as password." },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basic", document)] = [] },
            new OpenApiSecurityRequirement(),
        ];
        return Task.CompletedTask;
    }
}
