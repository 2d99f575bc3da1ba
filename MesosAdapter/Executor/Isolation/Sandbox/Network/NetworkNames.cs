using System.Globalization;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>What one executor's parts of the machine's network are called, so that it finds its own again.</summary>
internal sealed class NetworkNames(string label)
{
    // With the number it must fit into the 15 characters of an interface.
    private const int LabelLength = 7;

    /// <summary>Where iproute2 keeps namespaces that have names.</summary>
    public const string NamespaceFolder = "/run/netns";

    /// <summary>Begins the name of each interface on the machine's side.</summary>
    public string InterfacePrefix { get; } = $"fs{label[..LabelLength]}";

    public string NamespacePrefix { get; } = $"faas-{label}-";

    /// <summary>The executor's own table of packet rules.</summary>
    public string Table { get; } = $"faas_{label}";

    public string Interface(int berth) => $"{InterfacePrefix}{Number(berth)}";

    public string Namespace(int berth) => NamespacePrefix + Number(berth);

    public string NamespaceFile(int berth) => Path.Combine(NamespaceFolder, Namespace(berth));

    private static string Number(int berth) => berth.ToString(CultureInfo.InvariantCulture);
}
