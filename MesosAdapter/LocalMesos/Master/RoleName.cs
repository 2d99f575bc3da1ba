namespace Faas.Mesos.Local.Master;

/// <summary>Mesos' rule for role names.</summary>
internal static class RoleName
{
    /// <returns>Why the name is refused, in Mesos' words, or null.</returns>
    public static string? Invalid(string role) => role switch
    {
        "*" => null,
        "" => "Role name '' is invalid: Role name cannot be empty",
        _ when role.StartsWith('/') => $"Role '{role}' cannot start with a slash",
        _ when role.EndsWith('/') => $"Role '{role}' cannot end with a slash",
        _ when role.Contains("//", StringComparison.Ordinal) => $"Role '{role}' cannot contain two adjacent slashes",
        _ => role.Split('/').Select(InvalidComponent).FirstOrDefault(e => e is not null) is { } error ? $"Role '{role}' is invalid: {error}" : null,
    };

    private static string? InvalidComponent(string component) => component switch
    {
        "." or ".." or "*" => $"Component '{component}' is not allowed",
        _ when component.StartsWith('-') => $"Component '{component}' cannot start with '-'",
        _ when component.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => $"Component '{component}' contains invalid characters",
        _ => null,
    };
}
