using Faas.Mesos.Protocol.V1;
using Google.Protobuf;

namespace Faas.Mesos.Scheduler;

/// <summary>Brings executors of an earlier life back into the ledger, so that slots can be added to them.</summary>
internal sealed class ExecutorRecall(CapacityLedger ledger, SchedulerStore store)
{
    /// <summary>Its caller does not hold the ledger's gate.</summary>
    /// <param name="address">Where it listens; <see langword="null"/> when only the agent's <paramref name="host"/> is known.</param>
    public async Task RecallAsync(string executorId, string agentId, Uri? address, string host, CancellationToken ct)
    {
        lock (ledger.Gate)
        {
            if (ledger.Executors.Knows(executorId))
            {
                return;
            }
        }
        var info = Read(await store.GetExecutorAsync(executorId, ct));
        var role = info?.Resources.FirstOrDefault()?.AllocationInfo?.Role ?? "*";
        var port = info?.Resources.FirstOrDefault(resource => resource.Name == ResourceBasket.Ports)?.Ranges.Range[0].Begin ?? 0;
        lock (ledger.Gate)
        {
            var known = new ExecutorEntry(executorId, agentId, role, address ?? new UriBuilder(Uri.UriSchemeHttp, host, (int)port).Uri, info);
            ledger.Executors.Add(known);
        }
    }

    // What cannot be sent again as it was cannot be used again; its slots can.
    private static ExecutorInfo? Read(byte[]? bytes)
    {
        try
        {
            return bytes is null ? null : ExecutorInfo.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
