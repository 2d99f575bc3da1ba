using System.Net;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The name servers that functions ask, and the resolv.conf that tells them so.</summary>
internal sealed record NameServers(IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> Others)
{
    private const string Own = "/etc/resolv.conf";

    // Where systemd's resolver, which listens on the loopback, says whom it asks itself.
    private const string BehindResolved = "/run/systemd/resolve/resolv.conf";

    public string Text => string.Concat(Addresses.Select(address => $"nameserver {address}\n").Concat(Others.Select(line => line + "\n")));

    /// <param name="configured">Addresses with commas between them; empty for this machine's.</param>
    public static NameServers Find(string configured)
    {
        if (configured.Length > 0) return new([.. configured.Split(',', StringSplitOptions.TrimEntries).Select(IPAddress.Parse)], []);
        var own = Read(Own);
        return own.Addresses.Count > 0 ? own : own with { Addresses = Read(BehindResolved).Addresses };
    }

    /// <summary>What there is in a resolv.conf, without servers that a function cannot reach: those on the loopback.</summary>
    public static NameServers Parse(IEnumerable<string> lines)
    {
        var meant = lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or ';')).ToList();
        var servers = meant.Where(line => line.StartsWith("nameserver", StringComparison.Ordinal)).Select(line => line[10..].Trim());
        return new(
            [.. servers.Select(text => IPAddress.TryParse(text, out var address) ? address : null).OfType<IPAddress>().Where(address => !IPAddress.IsLoopback(address))],
            [.. meant.Where(line => line.StartsWith("search", StringComparison.Ordinal) || line.StartsWith("options", StringComparison.Ordinal))]);
    }

    private static NameServers Read(string file) => File.Exists(file) ? Parse(File.ReadLines(file)) : new([], []);
}
