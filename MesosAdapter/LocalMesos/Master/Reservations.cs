using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>RESERVE and UNRESERVE within an ACCEPT. An operation that does not fit what was offered changes nothing. Callers hold the gate.</summary>
internal static class Reservations
{
    /// <returns>What is available afterwards.</returns>
    public static ResourceSet Reserve(AgentRecord agent, string role, IReadOnlyCollection<Resource> resources, ResourceSet available)
    {
        var reserved = resources.ToSet();
        return reserved.Quantities.All(q => q.Reservation is { IsDynamic: true } made && made.Serves(role))
            ? Convert(agent, reserved.Reserved(null), reserved, available)
            : available;
    }

    /// <inheritdoc cref="Reserve"/>
    public static ResourceSet Unreserve(AgentRecord agent, IReadOnlyCollection<Resource> resources, ResourceSet available)
    {
        var reserved = resources.ToSet();
        return reserved.Quantities.All(q => q.Reservation is { IsDynamic: true })
            ? Convert(agent, reserved, reserved.Reserved(null), available)
            : available;
    }

    private static ResourceSet Convert(AgentRecord agent, ResourceSet from, ResourceSet to, ResourceSet available)
    {
        if (to.IsEmpty || !available.Contains(from))
        {
            return available;
        }
        agent.Agent.Convert(from, to);
        return available.Minus(from).Plus(to);
    }
}
