using System.Diagnostics.CodeAnalysis;
using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Roots;

/// <summary>Which root file system an operator wants a kind to have.</summary>
/// <param name="Kind">A family, or one with the version that must be found in the root: <c>nodejs</c>, <c>nodejs:20</c>.</param>
/// <param name="Path">A folder, or an OCI image layout with or without the name of an image in it.</param>
internal sealed record RootWish(string Kind, string Path)
{
    public string Family => Kind.Split(':')[0];

    public static IReadOnlyList<RootWish> Of(SandboxOptions options) => [.. Split(options.Roots).Select(text => TryParse(text, out var wish) ? wish : throw new FormatException(text))];

    public static IEnumerable<string> Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <param name="text"><c>nodejs:20=/srv/roots/node20</c></param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RootWish? wish)
    {
        wish = text.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } kind, ['/', ..] path] ? new(kind, path) : null;
        return wish is not null;
    }
}
