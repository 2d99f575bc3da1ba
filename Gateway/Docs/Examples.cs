using System.Text.Json.Nodes;
using Faas.Gateway.Api;
using Faas.Gateway.Functions;

namespace Faas.Gateway.Docs;

/// <summary>One example for every operation; sent in the document's order, each leads to a documented answer.</summary>
internal static class Examples
{
    private const string Function = """
        {"name":"hello","namespace":"guest","kind":"nodejs:20","main":"main",
         "code":{"sha256":"b1946ac92492d2347c6235b4d2611184a0c1a4d26dfb5b3c2b7b1c1ec5a7a0f3","size":55,"binary":false},
         "environment":{},"limits":{"timeoutMs":60000,"memoryMiB":256,"logsKiB":1024,"concurrency":1},
         "revision":"019ab0c1d2e37f4a8b5c6d7e8f901234","version":1,"updatedAt":"2026-11-23T09:00:00+00:00"}
        """;

    private const string Invocation = """
        {"id":"019ab0c1d2e37f4a8b5c6d7e8f901234","function":"guest/hello","state":"done","outcome":"success","attempt":1,
         "acceptedAt":"2026-11-23T09:00:00+00:00","endedAt":"2026-11-23T09:00:00.002+00:00",
         "timings":{"queueMs":0.4,"startMs":0,"initMs":0,"runMs":0.9},"start":"warm","revision":"019ab0c1d2e37f4a8b5c6d7e8f901234",
         "container":"8f1c2d3e4a5b6c7d","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","result":{"greeting":"Hello World"},"logs":[]}
        """;

    private const string Key = """{"id":"019ab0c1d2e37f4a8b5c6d7e8f901234","namespace":"guest","note":"for the build server","createdAt":"2026-11-23T09:00:00+00:00"}""";

    private const string Prefer = "respond-async: answer 202 at once. wait=N: wait up to N seconds for the result, then answer 202. Left out: wait to the end.";

    public static JsonNode? Path(string? operation, string name) => name switch
    {
        "package" => "tools",
        "name" => "hello",
        _ => "019ab0c1d2e37f4a8b5c6d7e8f901234",
    };

    public static IEnumerable<(string Name, string Description, string? Example)> Headers(string? operation) => Base(operation) switch
    {
        "InvokeFunction" => [("Prefer", Prefer, null), ("traceparent", "The trace to continue (W3C).", null)],
        "PutFunction" => [("If-Match", "Replace only this revision (an ETag).", null), ("If-None-Match", "* to create only.", null)],
        "DeleteFunction" => [("If-Match", "Delete only this revision (an ETag).", null)],
        "GetFunction" => [("If-None-Match", "An ETag: 304 when the function has not changed.", null)],
        _ => [],
    };

    /// <summary>What an operation's body is, and one that works.</summary>
    public static (Type Body, JsonNode Example)? Request(string? operation) => Base(operation) switch
    {
        "CreateFunction" => (typeof(FunctionRequest), Parse("""{"name":"hello","kind":"nodejs:default","code":"exports.main = p => ({greeting: `Hello ${p.name}`})"}""")!),
        "PutFunction" => (typeof(FunctionRequest), Parse("""{"kind":"nodejs:default","code":"exports.main = p => ({greeting: `Good day ${p.name}`})","limits":{"timeoutMs":10000}}""")!),
        "InvokeFunction" => (typeof(JsonObject), Parse("""{"name":"World"}""")!),
        "CreateKey" => (typeof(KeyRequest), Parse("""{"note":"for the build server"}""")!),
        _ => null,
    };

    public static JsonNode? Response(string? operation) => Parse(Base(operation) switch
    {
        "CreateFunction" or "PutFunction" or "GetFunction" => Function,
        "ListFunctions" => $$"""{"functions":[{{Function}}]}""",
        "InvokeFunction" or "GetInvocationResult" => """{"greeting":"Hello World"}""",
        "GetInvocation" => Invocation,
        "CreateKey" => Key,
        "ListKeys" => $$"""{"keys":[{{Key}}]}""",
        _ => null,
    });

    private static string? Base(string? operation) => operation?.Replace("InPackage", "", StringComparison.Ordinal);

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
