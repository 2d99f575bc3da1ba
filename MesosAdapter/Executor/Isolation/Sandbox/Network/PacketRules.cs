using System.Net;
using System.Net.Sockets;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The packet rules of containers, in nftables' words: outwards only, never to this machine, to each other, or where an operator forbids.</summary>
internal static class PacketRules
{
    // This machine and its neighbours on the wire (metadata services among them), everybody at once, nobody.
    private static readonly string[] NeverOutside = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"];

    /// <param name="denied">Ranges an operator names.</param>
    /// <param name="servers">Name servers, which may be asked even where the rest of their range is denied.</param>
    /// <param name="range">The addresses of all executors' containers on this machine.</param>
    public static string Build(NetworkNames names, AddressBlock block, IPNetwork range, IEnumerable<IPNetwork> denied, IEnumerable<IPAddress> servers)
    {
        var outside = string.Join(", ", NeverOutside.Append(range.ToString()).Concat(denied.Where(IsIPv4).Select(network => network.ToString())));
        var asked = string.Join(", ", servers.Where(server => server.AddressFamily == AddressFamily.InterNetwork));
        var dns = asked.Length == 0 ? "" : $"ip daddr {{ {asked} }} meta l4proto {{ tcp, udp }} th dport 53 accept";
        return $$"""
            {{Remove(names)}}
            table inet {{names.Table}} {
              set denied { type ipv4_addr; flags interval; auto-merge; elements = { {{outside}} } }
              chain before {
                type filter hook prerouting priority raw; policy accept;
                iifname "{{names.InterfacePrefix}}*" meta nfproto ipv6 drop
                iifname "{{names.InterfacePrefix}}*" ip saddr != {{block.Text}} drop
              }
              chain input {
                type filter hook input priority filter; policy accept;
                iifname "{{names.InterfacePrefix}}*" ct state established,related accept
                iifname "{{names.InterfacePrefix}}*" reject with icmpx admin-prohibited
              }
              chain forward {
                type filter hook forward priority filter; policy accept;
                iifname "{{names.InterfacePrefix}}*" jump outwards
                oifname "{{names.InterfacePrefix}}*" ct state established,related accept
                oifname "{{names.InterfacePrefix}}*" drop
              }
              chain outwards {
                {{dns}}
                ip daddr @denied reject with icmpx admin-prohibited
              }
              chain after {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr {{block.Text}} oifname != "{{names.InterfacePrefix}}*" masquerade
              }
            }
            """;
    }

    /// <summary>Takes the rules away, whether they are there or not.</summary>
    public static string Remove(NetworkNames names) => $"table inet {names.Table} {{ }}\ndelete table inet {names.Table}";

    private static bool IsIPv4(IPNetwork network) => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
}
