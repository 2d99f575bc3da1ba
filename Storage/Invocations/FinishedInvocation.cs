using System.Globalization;
using System.Text.Json;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>An invocation that has ended, with its result as the function gave it: JSON, or empty when there is none.</summary>
public sealed record FinishedInvocation(InvocationRecord Record, ReadOnlyMemory<byte> Result)
{
    /// <summary>Reads what <c>finish.lua</c> published: id, length of the record in eight hex digits, 1 or 0, the record, and after a 1 the result.</summary>
    internal static (FinishedInvocation Finished, bool HasResult) Read(byte[] message)
    {
        const int recordAt = InvocationId.Size + 9;
        var length = int.Parse(message.AsSpan(InvocationId.Size, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var record = JsonSerializer.Deserialize(message.AsSpan(recordAt, length), ContractsJson.Default.InvocationRecord)!;
        return (new(record, message.AsMemory(recordAt + length)), message[recordAt - 1] == '1');
    }
}
