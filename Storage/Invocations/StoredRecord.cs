using System.Text.Json;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>A record as the store holds it: JSON, and from the end of an invocation on its result in the next line, unless that is too long or the record is older than this form.</summary>
internal static class StoredRecord
{
    /// <summary>The record without its result.</summary>
    public static InvocationRecord Read(ReadOnlySpan<byte> value) =>
        JsonSerializer.Deserialize(value[..EndOf(value)], ContractsJson.Default.InvocationRecord)!;

    /// <summary>The result that stands with it, or <see langword="null"/> where it stands apart or there is none yet.</summary>
    public static byte[]? ResultIn(ReadOnlySpan<byte> value) => EndOf(value) is var end && end < value.Length ? value[(end + 1)..].ToArray() : null;

    /// <summary>Where the record ends: JSON as it is written here has no line breaks.</summary>
    public static int EndOf(ReadOnlySpan<byte> value) => value.IndexOf((byte)'\n') is >= 0 and var end ? end : value.Length;
}
