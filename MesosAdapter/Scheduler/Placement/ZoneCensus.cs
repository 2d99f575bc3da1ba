namespace Faas.Mesos.Scheduler;

/// <summary>How many slots each function has in each zone. Guarded by the ledger's gate.</summary>
internal sealed class ZoneCensus
{
    private readonly Dictionary<(string Function, string Zone), int> _slots = [];

    public int Count(string function, string zone) => _slots.GetValueOrDefault((function, zone));

    public void Add(string? function, string? zone, int change)
    {
        if (function is null || zone is null)
        {
            return;
        }
        var count = Count(function, zone) + change;
        if (count > 0)
        {
            _slots[(function, zone)] = count;
        }
        else
        {
            _slots.Remove((function, zone));
        }
    }
}
