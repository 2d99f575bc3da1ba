namespace Faas.Mesos.Scheduler;

/// <summary>An invoker that holds slots, by its session. Guarded by the ledger's gate.</summary>
internal sealed class SlotOwner(string session)
{
    private readonly Dictionary<string, string> _losses = [];
    private TaskCompletionSource _news = New();

    public string Session { get; } = session;

    /// <summary>When it last said what it holds, or was found to live.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Whether somebody finds out whether it lives.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>What it has, by our books.</summary>
    public HashSet<SlotEntry> Slots { get; } = [];

    /// <summary>Done at the next thing to tell it.</summary>
    public Task NewsAsync => _news.Task;

    public void Lose(string slotId, string reason)
    {
        _losses[slotId] = reason;
        Wake();
    }

    /// <summary>Why it lost a slot, if that is still known.</summary>
    public string? ReasonOf(string slotId) => _losses.Remove(slotId, out var reason) ? reason : null;

    public void Wake()
    {
        var news = _news;
        _news = New();
        news.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
