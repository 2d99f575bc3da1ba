namespace Faas.Mesos.Scheduler;

/// <summary>Offers that were rescinded before they came: one of them in the pool would spoil a whole ACCEPT.</summary>
internal sealed class Tombstones
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _until = [];

    public void Add(string offerId, DateTimeOffset now)
    {
        foreach (var old in _until.Where(tombstone => tombstone.Value <= now).Select(tombstone => tombstone.Key).ToList())
        {
            _until.Remove(old);
        }
        _until[offerId] = now + Life;
    }

    /// <returns>Whether there was one.</returns>
    public bool Remove(string offerId) => _until.Remove(offerId);

    public void Clear() => _until.Clear();
}
