using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>What a developer does with curl, in a line each.</summary>
internal static class Client
{
    public static async Task<string> DeployAsync(this Deployment deployment, string code, string kind = "nodejs:default", object? limits = null, object? extra = null)
    {
        var name = Deployment.NewName();
        var body = new Dictionary<string, object?> { ["name"] = name, ["kind"] = kind, ["code"] = code };
        if (limits is not null) body["limits"] = limits;
        if (extra is not null)
        {
            foreach (var property in extra.GetType().GetProperties()) body[property.Name] = property.GetValue(extra);
        }
        using var response = await deployment.Client.PostAsJsonAsync("/functions", body);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Created, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}\n{deployment.Output}");
        return name;
    }

    public static async Task<Answer> InvokeAsync(this Deployment deployment, string function, string payload = "{}", string? prefer = null, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/functions/{function}/invocations") { Content = new StringContent(payload, Encoding.UTF8, "application/json") };
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
        using var response = await deployment.Client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public static async Task<Answer> GetAsync(this Deployment deployment, string path)
    {
        using var response = await deployment.Client.GetAsync(path);
        return await Answer.ReadAsync(response);
    }

    /// <summary>The record of an invocation once it has ended.</summary>
    public static Task<JsonElement> EndOfAsync(this Deployment deployment, string location) => Unbox(Eventually.GetAsync($"{location} ends", async () =>
    {
        var answer = await deployment.GetAsync(location);
        return answer.Status == 200 && answer.Json.TryGetProperty("outcome", out _) ? (object)answer.Json : null;
    }, TimeSpan.FromSeconds(60)));

    private static async Task<JsonElement> Unbox(Task<object> boxed) => (JsonElement)await boxed;
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode, await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
}
