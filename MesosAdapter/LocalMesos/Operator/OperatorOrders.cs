using System.Globalization;
using System.Text.Json.Nodes;
using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Operator;

/// <summary>What an operator changes: drain and its end, gone, maintenance, quotas. Callers hold the gate.</summary>
internal sealed class OperatorOrders(MasterState state, AgentRegistry agents, Drains drains, OfferBook offers, AllocationLoop allocation, QuotaOrders quotas)
{
    public Answer Handle(string type, JsonObject call) => type switch
    {
        "DRAIN_AGENT" => With(call["drain_agent"], (agent, order) => drains.Begin(agent, new(Grace(order), (bool?)order["mark_gone"] ?? false))),
        "REACTIVATE_AGENT" => With(call["reactivate_agent"], (agent, _) => Drains.Reactivate(agent)),
        "MARK_AGENT_GONE" => With(call["mark_agent_gone"], (agent, _) => agents.MarkGone(agent)),
        "UPDATE_MAINTENANCE_SCHEDULE" => Schedule(call["update_maintenance_schedule"]?["schedule"]?["windows"] as JsonArray ?? []),
        "UPDATE_QUOTA" => quotas.Update(call["update_quota"]),
        "" => Answer.BadRequest("Failed to validate master::Call: Expecting 'type' to be present"),
        _ => new(StatusCodes.Status501NotImplemented),
    };

    private Answer With(JsonNode? order, Action<AgentRecord, JsonObject> carryOut)
    {
        if (order is not JsonObject known || (string?)known["agent_id"]?["value"] is not { } id)
        {
            return Answer.BadRequest("Failed to validate master::Call: Expecting 'agent_id' to be present");
        }
        if (state.Agents.GetValueOrDefault(id) is not { } agent || agent.State == AgentState.Gone)
        {
            return Answer.BadRequest($"No agent found with ID {id}");
        }
        carryOut(agent, known);
        return new(StatusCodes.Status200OK);
    }

    /// <summary>Replaces the whole schedule. What was offered of a machine without its window, or with another, is taken back.</summary>
    private Answer Schedule(JsonArray windows)
    {
        foreach (var agent in state.Agents.Values)
        {
            var planned = windows.OfType<JsonObject>().Where(w => Names(w, agent)).Select(w => Unavailable(w["unavailability"])).FirstOrDefault();
            if (!Equals(planned, agent.Unavailability))
            {
                agent.Unavailability = planned;
                offers.RescindAll(agent);
            }
        }
        allocation.Run();
        return new(StatusCodes.Status200OK);
    }

    /// <summary>Mesos' schedule names machines; agents here share one, so that an agent may also be meant by its id as hostname.</summary>
    private static bool Names(JsonObject window, AgentRecord agent) => (window["machine_ids"] as JsonArray ?? [])
        .Any(m => (string?)m?["hostname"] == agent.Id || (string?)m?["hostname"] == agent.Agent.Info.Hostname || (string?)m?["ip"] == agent.Agent.Info.Hostname);

    private static Unavailability Unavailable(JsonNode? unavailability)
    {
        var planned = new Unavailability { Start = new() { Nanoseconds = Nanoseconds(unavailability?["start"]) ?? 0 } };
        if (Nanoseconds(unavailability?["duration"]) is { } duration)
        {
            planned.Duration = new() { Nanoseconds = duration };
        }
        return planned;
    }

    // A google.protobuf.Duration, as nothing else here: nanoseconds, which all others have, are a field it does not know, and it is 0 then.
    private static TimeSpan? Grace(JsonObject order) =>
        order["max_grace_period"] is { } grace ? TimeSpan.FromSeconds(Number(grace["seconds"])) + TimeSpan.FromTicks(Number(grace["nanos"]) / TimeSpan.NanosecondsPerTick) : null;

    private static long Number(JsonNode? value) => value is null ? 0 : long.Parse(value.ToString(), CultureInfo.InvariantCulture);

    private static long? Nanoseconds(JsonNode? duration) =>
        duration?["nanoseconds"] is { } value ? Number(value) : null;
}
