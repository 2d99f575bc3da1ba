using Google.Protobuf;

namespace Faas.Mesos.Protocol;

/// <summary>
/// UUIDs as Mesos wants them: 16 bytes in the order of RFC 4122, of a known version. An agent answers 400 to an update with any other, and
/// .NET's own order of bytes is another.
/// </summary>
public static class MesosUuid
{
    private const int Size = 16;
    private const int VersionByte = 6;

    /// <summary>A random one, of version 4.</summary>
    public static ByteString New() => ByteString.CopyFrom(Guid.NewGuid().ToByteArray(bigEndian: true));

    /// <returns>Whether Mesos takes it.</returns>
    public static bool IsValid(ByteString uuid) => uuid.Length == Size && uuid[VersionByte] >> 4 is >= 1 and <= 5;
}
