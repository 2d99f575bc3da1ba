using Faas.Contracts;

namespace Faas.Invoker.Executors;

/// <summary>One run to be asked of an executor.</summary>
internal readonly record struct RunCall(InvocationId Invocation, int Attempt, FunctionLimits Limits, string TraceParent, ReadOnlyMemory<byte> Body);

/// <summary>What came of it, unjudged.</summary>
/// <param name="Answer">The container's answer, byte for byte.</param>
/// <param name="Logs">Its log lines, UTF-8.</param>
internal sealed record RunReply(ContainerEnd End, int Status, ReadOnlyMemory<byte> Answer, ReadOnlyMemory<byte> Logs, string? Detail, long Micros);
