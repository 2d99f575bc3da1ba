using System.Buffers.Binary;
using System.Text;

namespace Faas.Contracts;

/// <summary>An attempt of which an executor is asked what became of it there.</summary>
/// <param name="Invocation">The invocation.</param>
/// <param name="Attempt">Which try, from 1.</param>
/// <param name="Life">Which of the executors at its address is meant (<see cref="ContainerStarted.Life"/>).</param>
public readonly record struct RunRecall(InvocationId Invocation, int Attempt, string Life)
{
    private const int Size = InvocationId.Size + 4;

    /// <summary>As the payload of a frame: id, attempt and life.</summary>
    public byte[] ToPayload()
    {
        var payload = new byte[Size + Life.Length];
        Encoding.ASCII.GetBytes(Life, payload.AsSpan(Size));
        Invocation.WriteTo(payload);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(InvocationId.Size), Attempt);
        return payload;
    }

    /// <summary>Reads what <see cref="ToPayload"/> wrote.</summary>
    /// <returns>Whether it makes sense.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out RunRecall recall)
    {
        recall = default;
        if (payload.Length < Size) return false;
        recall = new(InvocationId.FromBytes(payload), BinaryPrimitives.ReadInt32LittleEndian(payload[InvocationId.Size..]), Encoding.ASCII.GetString(payload[Size..]));
        return recall.Attempt > 0;
    }
}
