using System.Text.Json;
using System.Text.Json.Nodes;
using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Agent;

/// <summary>POST /api/v1 of one agent, in JSON: nested containers, with Mesos' codes.</summary>
internal sealed class ContainersApi(ClusterContext cluster, LocalAgent agent)
{
    public void Map(WebApplication app)
    {
        app.Map("/api/v1", (RequestDelegate)HandleAsync);
        app.Map("/slave(1)/api/v1", (RequestDelegate)HandleAsync);
    }

    private async Task HandleAsync(HttpContext http)
    {
        await agent.Pause.Going.WaitAsync(http.RequestAborted);
        var call = HttpMethods.IsPost(http.Request.Method) ? await ReadAsync(http) : null;
        var type = (string?)call?["type"] ?? "";
        var order = call?[type.ToLowerInvariant()];
        if (type.StartsWith("WAIT_", StringComparison.Ordinal))
        {
            await WaitAsync(http, type, order);
            return;
        }
        await Handle(type, order).SendAsync(http);
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Answer Handle(string type, JsonNode? order)
    {
        var (parent, id) = Ids(order);
        lock (cluster.Gate)
        {
            return type switch
            {
                "GET_HEALTH" => new(StatusCodes.Status200OK, """{"type":"GET_HEALTH","get_health":{"healthy":true}}"""),
                "LAUNCH_CONTAINER" or "LAUNCH_NESTED_CONTAINER" => Launch(parent, id, order!),
                "KILL_CONTAINER" or "KILL_NESTED_CONTAINER" => Found(agent.Nested.Kill(parent, id, (int?)order?["signal"] ?? Signals.Kill)),
                "REMOVE_CONTAINER" or "REMOVE_NESTED_CONTAINER" => Removed(agent.Nested.Remove(parent, id)),
                _ => Answer.BadRequest("Failed to validate agent::Call: Expecting a known 'type' to be present"),
            };
        }
    }

    private Answer Launch(string parent, string id, JsonNode order)
    {
        if (id.Length == 0 || order["command"] is not { } command)
        {
            return Answer.BadRequest("Failed to validate agent::Call: Expecting 'container_id' and 'command' to be present");
        }
        if (!agent.RunsContainer(parent))
        {
            return Answer.BadRequest($"Container '{parent}' cannot be found");
        }
        var bytes = new System.Buffers.ReadOnlySequence<byte>(JsonSerializer.SerializeToUtf8Bytes(command));
        return agent.Nested.Launch(parent, id, MesosJsonReader.Read<CommandInfo>(bytes)) ? new(StatusCodes.Status200OK) : Answer.Accepted;
    }

    private async Task WaitAsync(HttpContext http, string type, JsonNode? order)
    {
        var (parent, id) = Ids(order);
        Task<int>? exited;
        lock (cluster.Gate)
        {
            exited = agent.Nested.Wait(parent, id);
        }
        if (exited is null)
        {
            await new Answer(StatusCodes.Status404NotFound).SendAsync(http);
            return;
        }
        var status = await exited.WaitAsync(http.RequestAborted);
        var body = new JsonObject { ["type"] = type, [type.ToLowerInvariant()] = new JsonObject { ["exit_status"] = status } };
        await http.Response.WriteAsJsonAsync(body, http.RequestAborted);
    }

    private static (string Parent, string Id) Ids(JsonNode? order) =>
        ((string?)order?["container_id"]?["parent"]?["value"] ?? "", (string?)order?["container_id"]?["value"] ?? "");

    private static Answer Found(bool found) => new(found ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);

    private static Answer Removed(bool? removed) => removed switch
    {
        true => new(StatusCodes.Status200OK),
        false => new(StatusCodes.Status500InternalServerError, "The container has not terminated"),
        null => new(StatusCodes.Status404NotFound),
    };
}
