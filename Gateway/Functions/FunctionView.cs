using System.Text.Json;
using System.Text.Json.Serialization;
using Faas.Contracts;

namespace Faas.Gateway.Functions;

/// <summary>A function as the API shows it.</summary>
/// <param name="Name">Its name inside its package.</param>
/// <param name="Package">Its package; left out for the default one.</param>
/// <param name="Namespace">Whose it is.</param>
/// <param name="Kind">The runtime, resolved.</param>
/// <param name="Main">The exported function that is called.</param>
/// <param name="Code">Its code, by hash; the bytes are at <c>…/code</c>. Left out for an image without code.</param>
/// <param name="Image">The image of a <c>blackbox</c>, its name complete.</param>
/// <param name="Parameters">Default parameters.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="Annotations">Notes of its users.</param>
/// <param name="Limits">Its limits.</param>
/// <param name="Retry">How its failed invocations are tried again; left out when they are not.</param>
/// <param name="Idempotent">Whether running it twice does no more than running it once.</param>
/// <param name="Revision">The unique id of this state; the ETag without its quotes.</param>
/// <param name="Version">1 at creation, one more at each change.</param>
/// <param name="UpdatedAt">When this revision was made.</param>
internal sealed record FunctionView(
    string Name, string? Package, string Namespace, string Kind, string Main, CodeReference? Code, ImageName? Image, JsonElement? Parameters,
    IReadOnlyDictionary<string, string> Environment, JsonElement? Annotations, FunctionLimits Limits, RetryRules? Retry, bool Idempotent,
    string Revision, int Version, DateTimeOffset UpdatedAt)
{
    public static FunctionView Of(FunctionDefinition function) => new(
        function.Name.Base, function.Name.Package, function.Namespace, function.Kind, function.Main, function.Code, function.Image, function.Parameters,
        function.Environment, function.Annotations, function.Limits, function.Retry, function.Idempotent, function.Revision, function.Version, function.UpdatedAt);

    /// <summary>Where the function is.</summary>
    public static string PathOf(FunctionName name) => name.Package is { } package
        ? $"/packages/{Uri.EscapeDataString(package)}/functions/{Uri.EscapeDataString(name.Base)}"
        : $"/functions/{Uri.EscapeDataString(name.Base)}";
}

/// <summary>Part of a list of functions.</summary>
/// <param name="Functions">In the order of their names.</param>
/// <param name="Next">The cursor of the next part; left out at the end.</param>
internal sealed record FunctionListView(IReadOnlyList<FunctionView> Functions, string? Next);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FunctionView))]
[JsonSerializable(typeof(FunctionListView))]
[JsonSerializable(typeof(FunctionRequest))]
internal sealed partial class FunctionJson : JsonSerializerContext;
