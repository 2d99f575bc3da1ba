using System.Text;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>A container within an executor's, as the agent's operator API speaks of it.</summary>
internal sealed class NestedContainer(HttpClient http, Uri agent, string parent)
{
    private readonly string _id = $"nested-{Guid.NewGuid():n}";

    /// <returns>The status that the agent answers.</returns>
    public async Task<int> CallAsync(string type, params (string Name, string Json)[] fields)
    {
        var body = new StringBuilder("{\"type\":\"").Append(type).Append("\",\"").Append(type.ToLowerInvariant())
            .Append("\":{\"container_id\":{\"value\":\"").Append(_id).Append("\",\"parent\":{\"value\":\"").Append(parent).Append("\"}}");
        foreach (var (name, json) in fields)
        {
            body.Append(",\"").Append(name).Append("\":").Append(json);
        }
        using var content = new StringContent(body.Append("}}").ToString(), Encoding.UTF8, MediaTypes.Json);
        content.Headers.ContentType!.CharSet = null;
        using var response = await http.PostAsync(agent, content, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
