using Faas.Contracts;

namespace Faas.Storage;

/// <summary>Part of a listing.</summary>
/// <param name="Next">What to ask for next as <c>after</c>, or <see langword="null"/> at the end.</param>
public sealed record FunctionPage(IReadOnlyList<FunctionDefinition> Functions, string? Next);
