using System.Text;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Tests;

/// <summary>Items as a queue holds them.</summary>
internal static class Items
{
    public const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static QueueItem Waiting(FunctionId function, string payload, bool sync = false, int attempt = 1) => new(
        Encoding.UTF8.GetBytes($"{1_000_000:D16}{0:D16}")
            .Concat(QueueItem.Build(InvocationId.New(function.Shard, DateTimeOffset.UnixEpoch), sync, null, Trace, Encoding.UTF8.GetBytes(payload)))
            .Select((b, at) => at == 49 ? (byte)('0' + attempt) : b).ToArray());
}
