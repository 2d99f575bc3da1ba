namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>A network namespace a berth, with one way out: through this machine, under packet rules, behind its address.</summary>
internal sealed partial class OutboundNetwork(string label, NetworkWishes wishes, NetworkTool tool, ILogger<OutboundNetwork> logger) : IBerthNetwork, IDisposable
{
    private const string Forwarding = "/proc/sys/net/ipv4/ip_forward";
    private const string Remedy = "or start the executor with Sandbox:Network=host, which lets functions reach this machine itself";

    private readonly NetworkNames _names = new(label);
    private RangeClaim? _claim;

    private AddressBlock Block => _claim!.Block;

    public string? FindMissing()
    {
        foreach (var (program, package) in new[] { ("/usr/sbin/ip", "iproute2"), ("/usr/sbin/nft", "nftables") })
            if (!File.Exists(program)) return $"{program} is not there: install the package {package}, {Remedy}";
        if (AddressBlock.Count(wishes.Range) == 0) return $"the range {wishes.Range} is too small: Sandbox:NetworkRange needs a /20 for each executor of the machine";
        var complaint = NetworkTool.Complaint("/usr/sbin/nft", ["--check", "--file", "-"], Rules(AddressBlock.Slice(wishes.Range, 0)));
        return complaint is null ? null : $"nftables refuses its packet rules ({complaint}): give the executor CAP_NET_ADMIN and a kernel with nf_tables and NAT, {Remedy}";
    }

    public async Task PrepareAsync(CancellationToken ct)
    {
        _claim ??= RangeClaim.Take(wishes.Range, label) ?? throw new IsolationException($"other executors use all of {wishes.Range}: give Sandbox:NetworkRange a larger one");
        if (_claim.FormerLabel is { Length: > 0 } former && former != label) await ClearAsync(new(former));
        await ClearAsync(_names);
        await tool.RunAsync("/usr/sbin/nft", ["--file", "-"], Rules(Block));
        if ((await File.ReadAllTextAsync(Forwarding, ct)).Trim() != "1")
        {
            await File.WriteAllTextAsync(Forwarding, "1", ct);
            LogForwarding();
        }
        await FirewallException.AddAsync(tool, _names);
    }

    public async Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<int> berths)
    {
        if (berths.Any(berth => Block.Of(berth) is null)) throw new IsolationException($"more than {AddressBlock.Berths} containers at a time have no addresses in {Block.Text}");
        await BatchAsync([], berths.SelectMany(berth => Outside(berth, $"add {_names.Namespace(berth)}")));
        await Task.WhenAll(berths.Select(berth => BatchAsync(["-n", _names.Namespace(berth)], Inside(berth))));
        return [.. berths.Select(_names.NamespaceFile)];
    }

    /// <summary>Gives the same to a network namespace that others made, by a process in it. It is taken away as any berth's.</summary>
    /// <exception cref="IsolationException">The machine refuses, or the process has ended.</exception>
    public async Task JoinAsync(int berth, long process)
    {
        if (Block.Of(berth) is null) throw new IsolationException($"more than {AddressBlock.Berths} containers at a time have no addresses in {Block.Text}");
        await BatchAsync([], Outside(berth, $"attach {_names.Namespace(berth)} {process}"));
        await BatchAsync(["-n", _names.Namespace(berth)], Inside(berth));
    }

    public Task RemoveAsync(IReadOnlyList<int> berths) => RemoveAsync([.. berths.Select(_names.Interface)], [.. berths.Select(_names.Namespace)]);

    public void Dispose()
    {
        if (_claim is null) return;
        // Without names the namespaces end by themselves, and their ends on this machine with them.
        NetworkTool.Complaint("/usr/sbin/ip", ["-force", "-batch", "-"], string.Concat(Left(_names).Select(name => $"netns del {name}\n")));
        NetworkTool.Complaint("/usr/sbin/nft", ["--file", "-"], PacketRules.Remove(_names));
        FirewallException.Remove(_names);
        _claim.Dispose();
    }

    private string Rules(AddressBlock block) => PacketRules.Build(_names, block, wishes.Range, wishes.Denied, wishes.Servers.Addresses);

    // The pair's end on this machine has the gateway's address, in each pair the same.
    private IEnumerable<string> Outside(int berth, string name) =>
    [
        $"netns {name}",
        $"link add {_names.Interface(berth)} type veth peer name eth0 netns {_names.Namespace(berth)}",
        $"addr add {Block.Gateway} peer {Block.Of(berth)}/32 dev {_names.Interface(berth)}",
        $"link set {_names.Interface(berth)} up",
    ];

    private IEnumerable<string> Inside(int berth) =>
    [
        "link set lo up",
        $"addr add {Block.Of(berth)} peer {Block.Gateway}/32 dev eth0",
        // Without an address of its own making there is no IPv6, whose rules would have to be told twice.
        .. Directory.Exists("/proc/sys/net/ipv6") ? ["link set eth0 addrgenmode none"] : Array.Empty<string>(),
        "link set eth0 up",
        $"route add default via {Block.Gateway}",
    ];

    // What an executor left that was killed: this one in an earlier life, or another whose addresses are this one's now.
    private async Task ClearAsync(NetworkNames names)
    {
        await RemoveAsync([.. Directory.EnumerateDirectories("/sys/class/net", $"{names.InterfacePrefix}*").Select(path => Path.GetFileName(path))], Left(names));
        await tool.RunAsync("/usr/sbin/nft", ["--file", "-"], PacketRules.Remove(names));
        FirewallException.Remove(names);
    }

    private static string[] Left(NetworkNames names) =>
        Directory.Exists(NetworkNames.NamespaceFolder) ? [.. Directory.EnumerateFiles(NetworkNames.NamespaceFolder, $"{names.NamespacePrefix}*").Select(file => Path.GetFileName(file))] : [];

    // The interfaces first and by name: those of a namespace that has gone linger, and their names are wanted again.
    private async Task RemoveAsync(string[] interfaces, string[] namespaces)
    {
        try
        {
            await BatchAsync(["-force"],
            [
                .. interfaces.Where(name => Directory.Exists($"/sys/class/net/{name}")).Select(name => $"link del {name}"),
                .. namespaces.Where(name => File.Exists(Path.Combine(NetworkNames.NamespaceFolder, name))).Select(name => $"netns del {name}"),
            ]);
        }
        catch (IsolationException e)
        {
            // Mostly it has gone in between. What stays is told again when its name is wanted.
            LogNotRemoved(e);
        }
    }

    private async Task BatchAsync(IEnumerable<string> arguments, IEnumerable<string> lines)
    {
        var input = string.Concat(lines.Select(line => line + "\n"));
        if (input.Length > 0) await tool.RunAsync("/usr/sbin/ip", [.. arguments, "-batch", "-"], input);
    }

    [LoggerMessage(LogLevel.Debug, "A part of a container's network could not be removed")]
    private partial void LogNotRemoved(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Forwarding of IPv4 packets was off on this machine and is on now: functions' packets go through it. Rules of their own keep them from the machine itself")]
    private partial void LogForwarding();
}
