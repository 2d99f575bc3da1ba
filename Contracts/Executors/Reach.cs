namespace Faas.Contracts;

/// <summary>Body of <c>POST /reach</c>: can the executor reach this invoker?</summary>
/// <param name="Invoker">The invoker's base address.</param>
public sealed record ReachQuestion(Uri Invoker);

/// <summary>200 of <c>POST /reach</c>.</summary>
/// <param name="Failure">What went wrong; <see langword="null"/> when the invoker answered.</param>
public sealed record ReachAnswer(string? Failure);
