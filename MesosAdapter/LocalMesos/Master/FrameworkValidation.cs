using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>Why a framework may not subscribe although its call is well formed; told by an ERROR event.</summary>
internal static class FrameworkValidation
{
    public static string? Error(FrameworkInfo info, IEnumerable<string> suppressedRoles, Framework? known)
    {
        var multiRole = info.Capabilities.Any(c => c.Type == Capability.MultiRole);
        return Roles(info, multiRole)
            ?? Suppressed(suppressedRoles, multiRole ? [.. info.Roles] : [SingleRole(info)])
            ?? (known is not null && known.Info.Principal != info.Principal ? "Changing framework's principal is not allowed." : null);
    }

    private static string? Roles(FrameworkInfo info, bool multiRole) => multiRole switch
    {
        true when HasSingleRole(info) => "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable",
        true when info.Roles.Distinct().Count() < info.Roles.Count => "'FrameworkInfo.roles' contains duplicate items",
        true when info.Roles.Select(RoleName.Invalid).FirstOrDefault(e => e is not null) is { } error =>
            $"'FrameworkInfo.roles' contains invalid role: {error}",
        false when info.Roles.Count > 0 => "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable",
        false when RoleName.Invalid(SingleRole(info)) is { } error => $"'FrameworkInfo.role' is not a valid role: {error}",
        _ => null,
    };

    private static string? Suppressed(IEnumerable<string> suppressed, string[] roles) =>
        suppressed.FirstOrDefault(r => !roles.Contains(r)) is { } role ? $"Suppressed role '{role}' is not contained in the list of roles" : null;

#pragma warning disable CS0612 // The field is what frameworks without MULTI_ROLE set.
    private static bool HasSingleRole(FrameworkInfo info) => info.HasRole;

    private static string SingleRole(FrameworkInfo info) => info.Role;
#pragma warning restore CS0612
}
