using System.Text.Json.Nodes;
using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Master;

namespace Faas.Mesos.Local.Operator;

/// <summary>UPDATE_QUOTA, as far as it sets limits. Callers hold the gate.</summary>
internal sealed class QuotaOrders(Quotas quotas)
{
    public Answer Update(JsonNode? order)
    {
        if (order is not JsonObject)
        {
            return Answer.BadRequest("Failed to validate master::Call: Expecting 'update_quota' to be present");
        }
        var configs = (order["quota_configs"] as JsonArray ?? []).OfType<JsonObject>().Select(c => (Role: (string?)c["role"], Limits: LimitsOf(c))).ToList();
        var force = (bool?)order["force"] ?? false;
        if (configs.Select(c => Error(c.Role, c.Limits, force)).FirstOrDefault(e => e is not null) is { } error)
        {
            return Answer.BadRequest(error);
        }
        configs.ForEach(c => quotas.Set(c.Role!, c.Limits));
        return new(StatusCodes.Status200OK);
    }

    private string? Error(string? role, Dictionary<string, long> limits, bool force) => role switch
    {
        null => "Invalid QuotaConfig: 'QuotaConfig.role' must be set",
        _ when role.Contains('/') => $"Updating quota on nested role '{role}' is not supported yet",
        _ when !force && quotas.IsBeyond(role, limits) => $"Invalid QuotaConfig: Role '{role}' is already consuming more than the requested limits (use 'force' flag to bypass this check)",
        _ => null,
    };

    private static Dictionary<string, long> LimitsOf(JsonObject config) =>
        (config["limits"] as JsonObject ?? []).ToDictionary(l => l.Key, l => (long)Math.Round(((double?)l.Value?["value"] ?? 0) * 1000));
}
