using Faas.Contracts;

namespace Faas.Invoker.Executors.Runs;

/// <summary>What an executor had for an invoker that is over.</summary>
/// <param name="Container">Where it ran; <see langword="null"/> of an executor that does not say.</param>
internal readonly record struct RecalledRun(RunAnswer Answer, string? Container);
