using Faas.Contracts;
using Faas.Gateway.Auth;
using Faas.Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Api;

/// <summary>The function a path names: <c>/functions/{name}</c> in the default package, <c>/packages/{package}/functions/{name}</c> in another.</summary>
internal readonly record struct FunctionPath(string Namespace, string? Package, string? Name)
{
    public static ValueTask<FunctionPath> BindAsync(HttpContext context) =>
        new(new FunctionPath(Caller.Of(context).Namespace, context.GetRouteValue("package") as string, context.GetRouteValue("name") as string));

    /// <summary>The id, with the path's name or the one given.</summary>
    public bool TryGetId(string? name, out FunctionId id, out ProblemHttpResult? problem)
    {
        var valid = FunctionName.TryCreate(Package, Name ?? name, out var parsed);
        id = new(Namespace, parsed);
        problem = valid ? null : ProblemTypes.Invalid([("name", name is null && Name is null ? "The name is missing." : $"'{Name ?? name}' is not a name. {EntityName.Rule}")]);
        return valid;
    }

    public static string Of(FunctionName name) => name.Package is { } package
        ? $"/packages/{Uri.EscapeDataString(package)}/functions/{Uri.EscapeDataString(name.Base)}"
        : $"/functions/{Uri.EscapeDataString(name.Base)}";
}
