using System.Globalization;
using Faas.Mesos.Local;

namespace Faas.Standalone;

/// <summary>How the parts are set to find each other: the only thing in which the standalone differs from a split deployment.</summary>
internal static class Parts
{
    public static LocalMesosOptions Mesos(StandaloneOptions options) => new()
    {
        Agents =
        [
            new()
            {
                MemoryMiB = options.Memory,
                // Cpus are shares here, not cores: memory is what runs out.
                Cpus = Math.Max(Environment.ProcessorCount, options.Memory / 1024),
                WorkDirectory = Path.Combine(options.Data, "mesos"),
                Ports = (20_000, 29_999),
            },
        ],
        // One framework alone: nobody waits for a batch.
        AllocationInterval = TimeSpan.FromMilliseconds(100),
    };

    public static Dictionary<string, string?> Invoker(StandaloneOptions options, EmbeddedStore store, LocalMesosHost mesos, int port) => new()
    {
        ["urls"] = Loopback(port),
        ["Logging:LogLevel:Default"] = "Warning",
        ["Storage:Redis"] = store.Connection,
        ["Mesos:Masters:0"] = mesos.MasterAddress.ToString(),
        ["Mesos:TeardownOnStop"] = "true",
        ["Mesos:Executor:Command"] = Path.Combine(AppContext.BaseDirectory, "executor", "Faas.Mesos.Executor"),
        ["Mesos:Executor:Environment:FAAS_EXECUTOR_DATAFOLDER"] = Path.Combine(options.Data, "executor"),
        ["Mesos:Executor:Environment:FAAS_EXECUTOR_DRIVER"] = options.Driver,
        // Whoever starts this on a machine of his own and says "process" has been told once, by the default.
        ["Mesos:Executor:Environment:FAAS_EXECUTOR_TRUSTEVERYFUNCTION"] = "true",
        ["Mesos:Executor:Environment:FAAS_EXECUTOR_SANDBOX__NETWORK"] = options.Network,
    };

    public static Dictionary<string, string?> Gateway(StandaloneOptions options, EmbeddedStore store) => new()
    {
        ["urls"] = Loopback(options.Port),
        ["Logging:LogLevel:Default"] = "Warning",
        ["Storage:Redis"] = store.Connection,
        ["Gateway:NoKeys"] = "true",
        ["Gateway:BootstrapKey"] = KeyFile(options),
    };

    /// <summary>Where the first key is written.</summary>
    public static string KeyFile(StandaloneOptions options) => Path.Combine(options.Data, "key");

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
