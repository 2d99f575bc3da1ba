using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Faas.Contracts;
using Faas.Gateway.ApiKeys;
using Faas.Gateway.DeadLetters;
using Faas.Gateway.Functions;
using Faas.Gateway.Invocations;
using Faas.Gateway.Namespaces;
using Faas.Gateway.Status;

namespace Faas.Gateway.Http;

/// <summary>The JSON of the API: camelCase, enums in kebab-case, nulls left out; by generated code.</summary>
internal static class JsonExtensions
{
    private static readonly IJsonTypeInfoResolver[] Views = [FunctionJson.Default, InvocationJson.Default, ApiKeyJson.Default, DeadLetterJson.Default, NamespaceJson.Default, StatusJson.Default];

    public static IHostApplicationBuilder AddJson(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        return builder;
    }

    private static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new KebabCaseConverter<InvocationState>());
        options.Converters.Add(new KebabCaseConverter<Outcome>());
        options.Converters.Add(new KebabCaseConverter<StartKind>());
        foreach (var views in Views) options.TypeInfoResolverChain.Insert(0, views);
    }
}
