namespace Faas.Mesos.Protocol;

/// <summary>The two encodings of the v1 APIs as they stand in Content-Type and Accept.</summary>
public static class MediaTypes
{
    /// <summary>Binary protobuf; what our own programs speak.</summary>
    public const string Protobuf = "application/x-protobuf";

    /// <summary>Mesos' JSON dialect; also what Mesos answers when Accept is missing.</summary>
    public const string Json = "application/json";
}
