namespace Faas.Mesos.Local.Resources;

/// <summary>For which role a resource is kept.</summary>
/// <param name="Role">Nobody else is offered it.</param>
/// <param name="IsDynamic">Made by RESERVE; otherwise by the agent's own flags, for good.</param>
/// <param name="Principal">Who made it.</param>
internal sealed record Reservation(string Role, bool IsDynamic = false, string? Principal = null)
{
    /// <summary>A reservation of a role serves those below it too.</summary>
    public bool Serves(string role) => Role == role || role.StartsWith(Role + "/", StringComparison.Ordinal);
}
