using System.Text.Json;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>Records without their last brace, open for the one time that only a script can know.</summary>
internal static class OpenRecord
{
    /// <summary>Of an invocation that is being accepted; goes on with when that was.</summary>
    public static byte[] Of(Enqueue invocation, string function) => Open(new()
    {
        Id = invocation.Id,
        Function = function,
        State = InvocationState.Queued,
        TraceParent = invocation.TraceParent,
    }, ",\"acceptedMicros\":"u8);

    /// <summary>Of an invocation that is being ended from outside; goes on with when that was.</summary>
    public static byte[] OfEnded(InvocationRecord record) => Open(record with { EndedMicros = 0 }, ",\"endedMicros\":"u8);

    private static byte[] Open(InvocationRecord record, ReadOnlySpan<byte> next)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.InvocationRecord);
        return [.. json.AsSpan(0, json.Length - 1), .. next];
    }
}
