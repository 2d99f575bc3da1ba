namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Lets functions' packets through where another firewall drops what is forwarded by default, as Docker sets it up.</summary>
/// <remarks>A packet must be accepted by every table it meets; ours cannot speak for theirs. What is forbidden stays so: our own table still refuses it.</remarks>
internal static class FirewallException
{
    private const string Program = "/usr/sbin/iptables";

    /// <exception cref="IsolationException">There is such a firewall, and it refuses.</exception>
    public static async Task AddAsync(NetworkTool tool, NetworkNames names)
    {
        if (!File.Exists(Program)) return;
        foreach (var rule in Rules(names))
        {
            if (NetworkTool.Complaint(Program, ["--wait", "--check", "FORWARD", .. rule], "") is null) continue;
            await tool.RunAsync(Program, ["--wait", "--insert", "FORWARD", .. rule]);
        }
    }

    public static void Remove(NetworkNames names)
    {
        if (!File.Exists(Program)) return;
        foreach (var rule in Rules(names)) NetworkTool.Complaint(Program, ["--wait", "--delete", "FORWARD", .. rule], "");
    }

    private static IEnumerable<string[]> Rules(NetworkNames names) =>
    [
        ["--in-interface", $"{names.InterfacePrefix}+", "--jump", "ACCEPT"],
        ["--out-interface", $"{names.InterfacePrefix}+", "--match", "conntrack", "--ctstate", "ESTABLISHED,RELATED", "--jump", "ACCEPT"],
    ];
}
