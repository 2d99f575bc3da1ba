namespace Faas.Contracts;

/// <summary>Which of its function's waiting invocations one goes before. Running ones are never disturbed.</summary>
public enum Priority
{
    /// <summary>Before all others, first come first served.</summary>
    High,

    /// <summary>First come, first served.</summary>
    Normal,

    /// <summary>When nothing else of the function waits.</summary>
    Low,
}
