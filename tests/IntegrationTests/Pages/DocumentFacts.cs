using System.Text;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>The API is as its own document says.</summary>
public abstract class DocumentFacts(Deployment deployment)
{
    [Fact]
    public async Task Every_documented_example_is_answered_as_documented()
    {
        var document = (await deployment.GetAsync("/openapi/v1.json")).Json;
        var sent = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(member => member.Value.TryGetProperty("operationId", out _)))
            {
                var (status, id) = await SendAsync(path.Name, operation.Name, operation.Value);
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty(status.ToString(), out _), $"{id} answered {status}, which is not documented.");
                Assert.True(status < 500, $"{id} answered {status}.");
                sent++;
            }
        }
        Assert.True(sent >= 20, $"Only {sent} operations are documented.");
    }

    [Fact]
    public async Task Every_operation_has_a_summary_and_every_body_an_example()
    {
        var document = (await deployment.GetAsync("/openapi/v1.json")).Json;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(member => member.Value.TryGetProperty("operationId", out _)))
            {
                Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty("summary").GetString()), operation.Value.GetProperty("operationId").GetString());
                if (operation.Value.TryGetProperty("requestBody", out var body))
                    Assert.True(body.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _), operation.Value.GetProperty("operationId").GetString());
            }
        }
    }

    [Fact]
    public async Task Metrics_are_told()
    {
        await deployment.InvokeAsync(await deployment.DeployAsync("exports.main = () => ({})"));
        var metrics = (await deployment.GetAsync("/metrics")).Body;
        Assert.Contains("faas_invocations_accepted_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("outcome=\"success\"", metrics, StringComparison.Ordinal);
        Assert.Contains("faas_invocation_duration_seconds_bucket", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_system_tells_its_parts()
    {
        await deployment.InvokeAsync(await deployment.DeployAsync("exports.main = () => ({})"));
        // What an invoker tells of itself is a moment old, and what is left of an offer that was used comes back as another.
        var system = (JsonElement)await Eventually.GetAsync("there are slots and offers", async () =>
            (await deployment.GetAsync("/system")).Json is var told && HasCapacity(told.GetProperty("invokers")[0].GetProperty("capacity")) ? (object)told : null);
        var invoker = Assert.Single(system.GetProperty("invokers").EnumerateArray());
        Assert.Contains(system.GetProperty("kinds").EnumerateArray(), kind => kind.GetProperty("kind").GetString()!.StartsWith("nodejs:", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Array, system.GetProperty("queues").ValueKind);
        foreach (var part in new[] { "shards", "containers" }) Assert.Equal(JsonValueKind.Array, invoker.GetProperty(part).ValueKind);
    }

    private static bool HasCapacity(JsonElement capacity) => capacity.GetProperty("slots").GetArrayLength() > 0 && capacity.GetProperty("offers").GetArrayLength() > 0;

    [Fact]
    public async Task Each_Mesos_cluster_is_shown_as_its_leader_sees_it()
    {
        await deployment.InvokeAsync(await deployment.DeployAsync("exports.main = () => ({})"));
        // What a leader tells of itself is a moment old.
        var cluster = (JsonElement)await Eventually.GetAsync("somebody has a slot", async () =>
            (await deployment.GetAsync("/system/mesos")).Json.GetProperty("clusters").EnumerateArray().Cast<JsonElement?>().SingleOrDefault() is { } one
            && one.GetProperty("capacity").GetProperty("totals").GetProperty("slotsTaken").GetInt32() > 0 ? (object)one : null);
        var leader = Assert.Single((await deployment.GetAsync("/system")).Json.GetProperty("invokers").EnumerateArray());
        Assert.Equal(leader.GetProperty("session").GetString(), cluster.GetProperty("leader").GetString());
        Assert.Equal(leader.GetProperty("address").GetString(), cluster.GetProperty("address").GetString());
        Assert.Empty(cluster.GetProperty("followers").EnumerateArray());
        var capacity = cluster.GetProperty("capacity");
        Assert.True(capacity.GetProperty("subscribed").GetBoolean() && capacity.GetProperty("epoch").GetInt64() > 0 && capacity.GetProperty("frameworkId").GetString() is { Length: > 0 });
        var agents = capacity.GetProperty("agents").EnumerateArray().Select(agent => agent.GetProperty("id").GetString()).ToList();
        foreach (var part in new[] { "slots", "offers" })
        {
            Assert.All(capacity.GetProperty(part).EnumerateArray(), one => Assert.Contains(one.GetProperty("agent").GetString(), agents));
            Assert.All(capacity.GetProperty(part).EnumerateArray(), one => Assert.True(one.GetProperty("since").GetDateTimeOffset() > DateTimeOffset.UnixEpoch));
        }
        Assert.All(capacity.GetProperty("offers").EnumerateArray(), offer => Assert.NotEmpty(offer.GetProperty("role").GetString()!));
        Assert.Contains(capacity.GetProperty("slots").EnumerateArray(), slot => slot.GetProperty("state").GetString() == "taken" && slot.GetProperty("invoker").GetString() == cluster.GetProperty("leader").GetString());
        Assert.All(capacity.GetProperty("agents").EnumerateArray(), agent => Assert.NotEmpty(agent.GetProperty("hostname").GetString()!));
        Assert.Equal(capacity.GetProperty("slots").GetArrayLength(), new[] { "slotsTaken", "slotsEmpty", "slotsOther" }.Sum(state => capacity.GetProperty("totals").GetProperty(state).GetInt32()));
    }

    [Fact]
    public async Task Without_a_key_only_this_machine_and_its_own_pages_are_served()
    {
        foreach (var (header, value) in new[] { ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Host", "evil.example") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/functions");
            if (header == "Host") request.Headers.Host = value;
            else request.Headers.Add(header, value);
            using var response = await deployment.Client.SendAsync(request);
            Assert.Equal(403, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_made_key_works_in_both_forms_and_a_wrong_one_does_not()
    {
        using var made = await deployment.Client.PostAsync("/keys", new StringContent("{}"));
        var key = (await Answer.ReadAsync(made)).Json.GetProperty("token").GetString()!;
        Assert.Equal(200, await StatusAsync($"Bearer {key}"));
        Assert.Equal(200, await StatusAsync($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(key))}"));
        Assert.Equal(401, await StatusAsync($"Bearer {key}0"));
        Assert.Equal(401, await StatusAsync("Bearer x"));
    }

    private async Task<int> StatusAsync(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/functions");
        request.Headers.Add("Authorization", authorization);
        using var response = await deployment.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<(int Status, string Operation)> SendAsync(string path, string method, JsonElement operation)
    {
        foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
        {
            if (parameter.GetProperty("in").GetString() == "path")
                path = path.Replace($"{{{parameter.GetProperty("name").GetString()}}}", parameter.GetProperty("example").GetString(), StringComparison.Ordinal);
        }
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (operation.TryGetProperty("requestBody", out var body))
            request.Content = new StringContent(body.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText(), Encoding.UTF8, "application/json");
        using var response = await deployment.Client.SendAsync(request);
        return ((int)response.StatusCode, operation.GetProperty("operationId").GetString()!);
    }
}

public sealed class StandaloneDocument(StandaloneDeployment deployment) : DocumentFacts(deployment), IClassFixture<StandaloneDeployment>;

public sealed class SplitDocument(SplitDeployment deployment) : DocumentFacts(deployment), IClassFixture<SplitDeployment>;
