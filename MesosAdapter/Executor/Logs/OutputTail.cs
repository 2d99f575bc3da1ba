namespace Faas.Mesos.Executor.Logs;

/// <summary>Writes a line behind all that a container has written so far, where others carry its output here.</summary>
/// <param name="stdout">Whether to its standard output; else to its standard error.</param>
/// <returns>How much was written: 0 while the pipe is full, -1 when it can never be.</returns>
internal delegate int OutputTail(bool stdout, ReadOnlySpan<byte> line);
