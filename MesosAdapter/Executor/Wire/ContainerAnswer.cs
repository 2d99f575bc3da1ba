namespace Faas.Mesos.Executor.Wire;

/// <summary>What a container answered over HTTP.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The bytes; they live in the connection until its next exchange.</param>
/// <param name="TooLarge">Whether there were more bytes than wanted; the connection is of no more use.</param>
internal readonly record struct ContainerAnswer(int Status, ReadOnlyMemory<byte> Body, bool TooLarge);
