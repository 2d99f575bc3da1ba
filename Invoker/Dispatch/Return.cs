namespace Faas.Invoker.Dispatch;

/// <summary>As what an invocation goes back to its queue.</summary>
internal enum Return
{
    /// <summary>It was not started: as the same attempt.</summary>
    NotStarted,

    /// <summary>It was lost, and may have been started: as its next attempt.</summary>
    Lost,

    /// <summary>It was lost and certainly not started, but whoever was asked for this attempt will refuse it from now on: as its next attempt.</summary>
    Recalled,
}
