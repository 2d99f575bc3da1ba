using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Faas.Gateway.OpenApi;

/// <summary>The answers of one status that are problems: each an example under its type.</summary>
internal static class ProblemDoc
{
    public static OpenApiResponse Of(IReadOnlyList<ProblemDetails> problems, IOpenApiSchema schema) => new()
    {
        Description = string.Join(" ", problems.Select(problem => $"`{problem.Type}`: {problem.Title}.")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Schema = schema,
                Examples = problems.DistinctBy(problem => problem.Type).ToDictionary(problem => problem.Type!.Split(':')[^1],
                    problem => (IOpenApiExample)new OpenApiExample { Summary = problem.Title, Value = JsonSerializer.SerializeToNode(problem, JsonSerializerOptions.Web) }),
            },
        },
    };
}
