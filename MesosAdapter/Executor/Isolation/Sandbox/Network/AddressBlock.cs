using System.Buffers.Binary;
using System.Net;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The addresses of one executor's containers: a slice of the range that all executors of a machine share.</summary>
/// <param name="First">The gateway's address, the first of the slice.</param>
internal sealed record AddressBlock(IPAddress First)
{
    private const int PrefixLength = 20;
    private const int Size = 1 << (32 - PrefixLength);

    // The network's own address, the gateway's and the last are no container's.
    public const int Berths = Size - 3;

    public IPAddress Gateway => Plus(First, 1);

    public string Text => $"{First}/{PrefixLength}";

    /// <returns>The address of a berth; <see langword="null"/> when the slice has no more.</returns>
    public IPAddress? Of(int berth) => berth < Berths ? Plus(First, 2 + berth) : null;

    /// <summary>How many slices there are in a range.</summary>
    public static int Count(IPNetwork range) => range.PrefixLength > PrefixLength ? 0 : 1 << (PrefixLength - range.PrefixLength);

    public static AddressBlock Slice(IPNetwork range, int number) => new(Plus(range.BaseAddress, number * Size));

    private static IPAddress Plus(IPAddress address, int distance)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)distance);
        return new(bytes);
    }
}
