using System.Globalization;
using System.Security.Cryptography;
using Garnet;

namespace Faas.Standalone;

/// <summary>The store inside the process: Garnet, which speaks Redis' protocol over loopback, so that everything else is as in the split deployment.</summary>
internal sealed class EmbeddedStore : IDisposable
{
    private readonly GarnetServer _server;

    private EmbeddedStore(GarnetServer server, string connection) => (_server, Connection) = (server, connection);

    /// <summary>How to reach it, in StackExchange.Redis' form.</summary>
    public string Connection { get; }

    /// <summary>Starts it, with what it held when it last stopped.</summary>
    /// <param name="folder">Where its append-only file is kept.</param>
    public static EmbeddedStore Start(string folder, int port)
    {
        Directory.CreateDirectory(folder);
        // Loopback is open to everybody on the machine: the password keeps it ours.
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var server = new GarnetServer(
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--auth", "Password", "--password", password,
            // Without transactions its scripts are not atomic.
            "--lua", "--lua-transaction-mode",
            "--aof", "--aof-commit-freq", "100", "--recover", "true", "--checkpointdir", folder,
            // The native device needs libaio, which most machines lack.
            "--device-type", "RandomAccess",
            "--memory", "512m", "--page", "4m", "--aof-memory", "64m", "--aof-page-size", "8m", "--readcache-memory", "64m", "--index", "16m",
            "--logger-level", "Error", "-q",
        ]);
        server.Start();
        return new(server, $"127.0.0.1:{port},password={password}");
    }

    public void Dispose() => _server.Dispose();
}
