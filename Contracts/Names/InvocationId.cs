using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Faas.Contracts;

/// <summary>An invocation's id: a UUIDv7 whose last ten bits are the shard of its function, so the id alone finds its keys. On the wire, 32 hex digits.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(ParsableJsonConverter<InvocationId>))]
public readonly record struct InvocationId(Guid Value) : IParsable<InvocationId>
{
    /// <summary>Bytes of an id in binary form, big-endian as its digits read.</summary>
    public const int Size = 16;

    /// <summary>The shard the id points to.</summary>
    public Shard Shard
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            WriteTo(bytes);
            return Shard.FromValue(BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]) & (Shard.Count - 1));
        }
    }

    /// <summary>A fresh id in <paramref name="shard"/>; ids of one process sort by time.</summary>
    public static InvocationId New(Shard shard, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        var last = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[14..], (ushort)((last & ~(Shard.Count - 1)) | shard.Value));
        return FromBytes(bytes);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static InvocationId FromBytes(ReadOnlySpan<byte> bytes) => new(new Guid(bytes[..Size], bigEndian: true));

    /// <summary>Writes the sixteen bytes of the id.</summary>
    public void WriteTo(Span<byte> destination) => Value.TryWriteBytes(destination, bigEndian: true, out _);

    /// <summary>The sixteen bytes of the id.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public static InvocationId Parse(string s, IFormatProvider? provider) => new(Guid.ParseExact(s, "N"));

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out InvocationId result)
    {
        var parsed = Guid.TryParseExact(s, "N", out var value);
        result = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
