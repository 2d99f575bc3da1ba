using System.Text.Json;
using Faas.Contracts;

namespace Faas.Gateway.Functions;

/// <summary>A function as it is stored; its code is at <c>…/code</c>.</summary>
public sealed record FunctionResponse(
    string Name, string? Package, string Namespace, string Kind, string Main, CodeReference Code, JsonElement? Parameters, IReadOnlyDictionary<string, string> Environment,
    JsonElement? Annotations, FunctionLimits Limits, string Revision, int Version, DateTimeOffset UpdatedAt)
{
    internal static FunctionResponse Of(FunctionDefinition function) => new(
        function.Name.Base, function.Name.Package, function.Namespace, function.Kind, function.Main, function.Code, function.Parameters, function.Environment,
        function.Annotations, function.Limits, function.Revision, function.Version, function.UpdatedAt);
}

/// <summary>Part of a listing.</summary>
/// <param name="Next">The cursor of what follows; left out at the end.</param>
public sealed record FunctionList(IReadOnlyList<FunctionResponse> Functions, string? Next);
