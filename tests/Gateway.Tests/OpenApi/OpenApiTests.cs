using System.Text.Json;
using Faas.Contracts;

namespace Faas.Gateway.Tests.OpenApi;

public sealed class OpenApiTests(Keyless gateway) : IClassFixture<Keyless>
{
    private static readonly string[] Verbs = ["post", "get", "put", "delete"];

    [Fact]
    public async Task Every_example_leads_to_a_documented_status_in_the_order_of_the_document()
    {
        var document = (await gateway.SendAsync("GET", "/openapi/v1.json")).Json;
        foreach (var id in new[] { "hello", "tools/hello" })
            await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse(id, null)), (_, _) => (Outcome.Success, """{"greeting":"Hello World"}"""u8.ToArray(), null));
        var statuses = new Dictionary<string, int>();
        foreach (var (path, verb, operation) in Operations(document))
        {
            var answer = await gateway.SendAsync(verb, Fill(path, operation), Example(operation));
            Assert.True(operation.GetProperty("responses").TryGetProperty($"{(int)answer.Status}", out _), $"{verb} {path}: {(int)answer.Status} {answer.Body}");
            statuses[operation.GetProperty("operationId").GetString()!] = (int)answer.Status;
        }
        foreach (var suffix in new[] { "", "InPackage" })
            Assert.Equal((201, 200, 200, 204), (statuses["CreateFunction" + suffix], statuses["InvokeFunction" + suffix], statuses["PutFunction" + suffix], statuses["DeleteFunction" + suffix]));
    }

    [Fact]
    public async Task Every_operation_is_described_with_examples_and_problems()
    {
        var document = (await gateway.SendAsync("GET", "/openapi/v1.json")).Json;
        Assert.All(Operations(document), one =>
        {
            var (path, verb, operation) = one;
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()), path);
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("description").GetString()), path);
            Assert.Equal(path.Count(c => c == '{'), operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().Count(p => p.GetProperty("in").GetString() == "path") : 0);
            foreach (var response in operation.GetProperty("responses").EnumerateObject())
            {
                if (response.Name is "204" or "304") continue;
                var content = response.Value.GetProperty("content").EnumerateObject().Single();
                Assert.True(content.Value.TryGetProperty("example", out _) || content.Value.TryGetProperty("examples", out _), $"{verb} {path} {response.Name}");
                Assert.Equal(response.Name[0] is '4' or '5', content.Name == "application/problem+json");
            }
        });
        Assert.Equal("string", document.GetProperty("components").GetProperty("schemas").GetProperty("InvocationView").GetProperty("properties").GetProperty("id") is var id
            && id.TryGetProperty("type", out var type) ? type.GetString() : "string");
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = (await gateway.SendAsync("GET", "/openapi/v1.json")).Json;
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => $"#/components/schemas/{schema.Name}").ToHashSet();
        Assert.Subset(schemas, References(document).Where(reference => reference.StartsWith("#/components/schemas/", StringComparison.Ordinal)).ToHashSet());
    }

    private static IEnumerable<(string Path, string Verb, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from verb in path.Value.EnumerateObject()
        where Verbs.Contains(verb.Name)
        select (path.Name, verb.Name.ToUpperInvariant(), verb.Value);

    private static string Fill(string path, JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "path")
            .Aggregate(path, (filled, one) => filled.Replace($"{{{one.GetProperty("name").GetString()}}}", one.GetProperty("example").GetString(), StringComparison.Ordinal))
        : path;

    private static string? Example(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText() : null;

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" && member.Value.ValueKind == JsonValueKind.String ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
