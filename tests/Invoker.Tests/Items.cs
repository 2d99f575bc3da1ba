using System.Text;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Tests;

/// <summary>Items as a queue holds them.</summary>
internal static class Items
{
    public const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static QueueItem Waiting(FunctionId function, string payload, bool sync = false, int failures = 0, int losses = 0, long deadline = 0)
    {
        var item = new QueueItem(Encoding.UTF8.GetBytes($"{1_000_000:D16}{deadline:D16}").Concat(QueueItem.Build(new()
        {
            Id = InvocationId.New(function.Shard, DateTimeOffset.UnixEpoch),
            Function = function,
            Payload = Encoding.UTF8.GetBytes(payload),
            Sync = sync,
            TraceParent = Trace,
        })).ToArray());
        for (; failures > 0; failures--) item = item.AfterFailure();
        for (; losses > 0; losses--) item = item.AfterLoss();
        return item;
    }
}
