namespace Faas.Mesos.Scheduler;

/// <summary>Who holds slots. Guarded by the ledger's gate.</summary>
internal sealed class OwnerBook
{
    private readonly Dictionary<string, SlotOwner> _owners = [];

    public IReadOnlyCollection<SlotOwner> All => _owners.Values;

    /// <returns>The owner of this session, who has just been heard of.</returns>
    public SlotOwner Seen(string session, DateTimeOffset now)
    {
        if (!_owners.TryGetValue(session, out var owner))
        {
            _owners.Add(session, owner = new SlotOwner(session));
        }
        owner.SeenAt = now;
        return owner;
    }

    public void Remove(SlotOwner owner)
    {
        _owners.Remove(owner.Session);
        owner.Wake();
    }

    /// <summary>Nobody here knows any more who holds what: another leads.</summary>
    public void Clear()
    {
        foreach (var owner in _owners.Values.ToList())
        {
            Remove(owner);
        }
    }
}
