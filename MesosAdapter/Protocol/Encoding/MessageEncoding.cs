using System.Buffers;
using Google.Protobuf;

namespace Faas.Mesos.Protocol;

/// <summary>How a message is written on the wire: <see cref="Protobuf"/> or <see cref="Json"/>.</summary>
public abstract class MessageEncoding
{
    private MessageEncoding(string mediaType) => MediaType = mediaType;

    /// <summary>Binary protobuf.</summary>
    public static MessageEncoding Protobuf { get; } = new ProtobufEncoding();

    /// <summary>Mesos' JSON dialect, see <see cref="MesosJsonReader"/>.</summary>
    public static MessageEncoding Json { get; } = new JsonEncoding();

    /// <summary>The media type of this encoding, without parameters.</summary>
    public string MediaType { get; }

    /// <summary>Writes one message, without a record frame.</summary>
    public abstract byte[] Encode(IMessage message);

    /// <summary>Reads one message that fills <paramref name="bytes"/> exactly.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message of this kind.</exception>
    public abstract T Decode<T>(in ReadOnlySequence<byte> bytes) where T : IMessage<T>, new();

    /// <returns>The encoding of a media type given without parameters, or null when Mesos does not speak it.</returns>
    public static MessageEncoding? Find(string? mediaType) => mediaType switch
    {
        null => null,
        _ when mediaType.Equals(MediaTypes.Protobuf, StringComparison.OrdinalIgnoreCase) => Protobuf,
        _ when mediaType.Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase) => Json,
        _ => null,
    };

    private sealed class ProtobufEncoding() : MessageEncoding(MediaTypes.Protobuf)
    {
        public override byte[] Encode(IMessage message) => message.ToByteArray();

        public override T Decode<T>(in ReadOnlySequence<byte> bytes)
        {
            try
            {
                var message = new T();
                message.MergeFrom(bytes);
                return message;
            }
            catch (InvalidProtocolBufferException e)
            {
                throw new InvalidDataException($"Not a {typeof(T).Name} in protobuf: {e.Message}", e);
            }
        }
    }

    private sealed class JsonEncoding() : MessageEncoding(MediaTypes.Json)
    {
        public override byte[] Encode(IMessage message) => MesosJsonWriter.Write(message);

        public override T Decode<T>(in ReadOnlySequence<byte> bytes) => MesosJsonReader.Read<T>(bytes);
    }
}
