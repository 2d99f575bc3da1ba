namespace Faas.Contracts;

/// <summary>What an invocation had to wait for.</summary>
public enum StartKind
{
    /// <summary>A container that had already run its function.</summary>
    Warm,

    /// <summary>A container whose runtime was up and took the code.</summary>
    Prewarm,

    /// <summary>A container made for it.</summary>
    Cold,
}
