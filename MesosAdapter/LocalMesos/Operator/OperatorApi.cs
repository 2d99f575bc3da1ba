using System.Text.Json;
using System.Text.Json.Nodes;
using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Master;

namespace Faas.Mesos.Local.Operator;

/// <summary>POST /api/v1 of the master, in JSON, as far as operators of a test need it.</summary>
internal sealed class OperatorApi(MasterState state, OperatorOrders orders, AllocationLoop allocation)
{
    public async Task HandleAsync(HttpContext http)
    {
        var refusal = await TryReadAsync(http);
        if (refusal.Call is not { } call)
        {
            await refusal.Answer.SendAsync(http);
            return;
        }
        var (answer, body) = Handle((string?)call["type"] ?? "", call);
        if (body is null)
        {
            await answer.SendAsync(http);
        }
        else
        {
            await http.Response.WriteAsJsonAsync(body, http.RequestAborted);
        }
    }

    /// <summary>GET /metrics/snapshot: a few of Mesos' metrics, under Mesos' names.</summary>
    public Task MetricsAsync(HttpContext http)
    {
        lock (state.Gate)
        {
            return http.Response.WriteAsJsonAsync(ClusterMetrics.Of(state, allocation.Runs), http.RequestAborted);
        }
    }

    private static async Task<(JsonObject? Call, Answer Answer)> TryReadAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = "POST";
            return (null, new(StatusCodes.Status405MethodNotAllowed));
        }
        if (MessageEncoding.Find(http.Request.ContentType) != MessageEncoding.Json)
        {
            return (null, new(StatusCodes.Status415UnsupportedMediaType, $"Expecting 'Content-Type' of {MediaTypes.Json}"));
        }
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) is JsonObject call
                ? (call, default)
                : (null, Answer.BadRequest("Failed to parse body into JSON"));
        }
        catch (JsonException)
        {
            return (null, Answer.BadRequest("Failed to parse body into JSON"));
        }
    }

    private (Answer Answer, JsonObject? Body) Handle(string type, JsonObject call)
    {
        lock (state.Gate)
        {
            return type switch
            {
                "GET_HEALTH" => Say(type, new() { ["healthy"] = true }),
                "GET_VERSION" => Say(type, new() { ["version_info"] = new JsonObject { ["version"] = state.Info.Version } }),
                "GET_AGENTS" => Say(type, ClusterDescription.Agents(state)),
                "GET_TASKS" => Say(type, ClusterDescription.Tasks(state)),
                "GET_FRAMEWORKS" => Say(type, ClusterDescription.Frameworks(state)),
                "GET_STATE" => Say(type, new()
                {
                    ["get_agents"] = ClusterDescription.Agents(state),
                    ["get_frameworks"] = ClusterDescription.Frameworks(state),
                    ["get_tasks"] = ClusterDescription.Tasks(state),
                }),
                _ => (orders.Handle(type, call), null),
            };
        }
    }

    private static (Answer Answer, JsonObject? Body) Say(string type, JsonObject said) =>
        (default, new() { ["type"] = type, [type.ToLowerInvariant()] = said });
}
