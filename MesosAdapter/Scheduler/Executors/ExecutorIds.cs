using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// The id of an executor: <c>faas-agent-hash-generation</c>. The hash is of all that makes it what it is, so another version has
/// another id; a dead one's successor has another generation, for Mesos never forgets an id.
/// </summary>
internal static class ExecutorIds
{
    public static string Make(string agentId, string hash, string generation) => $"{Prefix(agentId, hash)}{generation}";

    public static bool IsOf(string executorId, string agentId, string hash) => executorId.StartsWith(Prefix(agentId, hash), StringComparison.Ordinal);

    public static bool IsOn(string executorId, string agentId) => executorId.StartsWith($"faas-{agentId}-", StringComparison.Ordinal);

    /// <returns>That of the leader that made it (<see cref="CapacityLedger.NewGeneration"/>); 0 where it does not say.</returns>
    public static long EpochOf(string executorId)
    {
        var generation = executorId.AsSpan(executorId.LastIndexOf('-') + 1);
        return generation.IndexOf('x') is var end and > 0 && long.TryParse(generation[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : 0;
    }

    /// <returns>A number that differs between generations, to spread their ports.</returns>
    public static uint Spread(string executorId) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(executorId)));

    private static string Prefix(string agentId, string hash) => $"faas-{agentId}-{hash}-";
}
