using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faas.Contracts;
using Faas.Gateway.Functions;
using Faas.Gateway.Invocations;
using Microsoft.AspNetCore.Mvc;

namespace Faas.Gateway.Api;

/// <summary>The JSON of the API: camelCase, enums in kebab-case, nulls left out, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(KebabCaseConverter<InvocationState>), typeof(KebabCaseConverter<Outcome>), typeof(KebabCaseConverter<StartKind>)])]
[JsonSerializable(typeof(FunctionRequest))]
[JsonSerializable(typeof(FunctionResponse))]
[JsonSerializable(typeof(FunctionList))]
[JsonSerializable(typeof(AcceptedResponse))]
[JsonSerializable(typeof(InvocationResponse))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyResponse))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(SystemResponse))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(int))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>Answers are written with the framework's options, which take types from here but not how to write them.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.DefaultIgnoreCondition = Default.Options.DefaultIgnoreCondition;
        foreach (var converter in Default.Options.Converters) options.Converters.Add(converter);
    }
}
