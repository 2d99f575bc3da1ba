using System.Buffers;
using System.Text;
using System.Text.Json;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Runs;

/// <summary>The body of a container's <c>/run</c> (facts/openwhisk.md §2.2): the payload over the function's own parameters, then what the run is.</summary>
internal static class RunBody
{
    /// <summary>Writes it. The payload is copied, not parsed, unless the function has parameters to merge.</summary>
    public static ReadOnlyMemory<byte> Build(FunctionDefinition function, QueueItem item, DateTimeOffset deadline)
    {
        var buffer = new ArrayBufferWriter<byte>(item.Payload.Length + 512);
        buffer.Write("{\"value\":"u8);
        if (function.Parameters is { } defaults) Merge(buffer, defaults, item.Payload);
        else buffer.Write(item.Payload.Span);
        var id = item.Id.ToString();
        Write(buffer, $",\"namespace\":\"{function.Namespace}\",\"action_name\":\"/{function.Id}\",\"action_version\":\"0.0.{function.Version}\"");
        Write(buffer, $",\"activation_id\":\"{id}\",\"transaction_id\":\"{id}\",\"deadline\":\"{deadline.ToUnixTimeMilliseconds()}\",\"traceparent\":\"{item.TraceParent}\"}}");
        return buffer.WrittenMemory;
    }

    /// <summary>The members of the payload, and those defaults it does not name.</summary>
    private static void Merge(ArrayBufferWriter<byte> buffer, JsonElement defaults, ReadOnlyMemory<byte> payload)
    {
        using var own = JsonDocument.Parse(payload);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var member in defaults.EnumerateObject())
        {
            if (!own.RootElement.TryGetProperty(member.Name, out _)) member.WriteTo(json);
        }
        foreach (var member in own.RootElement.EnumerateObject()) member.WriteTo(json);
        json.WriteEndObject();
    }

    /// <remarks>Names cannot hold what JSON escapes: see <see cref="EntityName"/>.</remarks>
    private static void Write(ArrayBufferWriter<byte> buffer, string text) =>
        buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
