using Faas.Contracts;
using Faas.Gateway.Access;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Functions;

/// <summary>The function a path names, in the caller's namespace: <c>/functions/{name}</c> or <c>/packages/{package}/functions/{name}</c>.</summary>
internal readonly record struct FunctionRoute(FunctionId Id)
{
    public static ValueTask<FunctionRoute> BindAsync(HttpContext context) => new(new FunctionRoute(Of(context) ?? default));

    /// <summary>The function, or <see langword="null"/> when the path holds no function's name.</summary>
    public static FunctionId? Of(HttpContext context) =>
        FunctionName.TryCreate((string?)context.Request.RouteValues["package"], (string?)context.Request.RouteValues["name"], out var name)
            ? new(context.Caller().Namespace, name)
            : null;

    /// <summary>Refuses paths whose names follow no rule, for a whole group.</summary>
    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var route = context.HttpContext.Request.RouteValues;
        return (BadPart(route, "package") ?? BadPart(route, "name")) is { } part ? new(Problem.BadRequest($"'{part}' is not a name. {EntityName.Rule}")) : next(context);
    }

    private static string? BadPart(RouteValueDictionary route, string part) =>
        route.TryGetValue(part, out var value) && value is string text && !EntityName.IsValid(text) ? text : null;
}
