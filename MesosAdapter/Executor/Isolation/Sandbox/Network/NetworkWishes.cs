using System.Net;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>What an operator says of functions' network.</summary>
/// <param name="Range">Where containers' addresses come from.</param>
/// <param name="Denied">Ranges no function reaches.</param>
/// <param name="Servers">Name servers they may ask.</param>
internal sealed record NetworkWishes(IPNetwork Range, IReadOnlyList<IPNetwork> Denied, NameServers Servers)
{
    public static NetworkWishes Of(SandboxOptions options) => new(IPNetwork.Parse(options.NetworkRange), Ranges(options.NetworkDeny), NameServers.Find(options.Dns));

    /// <exception cref="FormatException">One of them is no range.</exception>
    public static IReadOnlyList<IPNetwork> Ranges(string text) => [.. Split(text).Select(IPNetwork.Parse)];

    public static IEnumerable<string> Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
