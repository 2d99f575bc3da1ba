using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler;

/// <summary>The resources of accepted offers, taken out piece by piece: reserved ones first, reservations and allocation kept as offered.</summary>
internal sealed class ResourceBasket(IEnumerable<Resource> resources)
{
    public const string Cpus = "cpus";
    public const string Memory = "mem";
    public const string Ports = "ports";

    private readonly List<Resource> _left =
        resources.OrderByDescending(resource => resource.Reservations.Count).Select(resource => resource.Clone()).ToList();

    /// <summary>Revocable, shared and provided resources and disks follow rules of their own; slots need none of them.</summary>
    public static bool IsUsable(Resource resource) =>
        resource.Revocable is null && resource.Shared is null && resource.Disk is null && resource.ProviderId is null
        && resource.Name is Cpus or Memory or Ports;

    public static Amount RoomOf(IReadOnlyCollection<Resource> resources) => new(Total(resources, Cpus), Total(resources, Memory));

    /// <exception cref="InvalidOperationException">There is not so much left: a bug in the caller.</exception>
    public IReadOnlyList<Resource> Take(Amount amount) => [.. TakeScalar(Cpus, amount.Cpus), .. TakeScalar(Memory, amount.MemoryMiB)];

    public bool HasPort => _left.Exists(resource => resource.Name == Ports && resource.Ranges.Range.Count > 0);

    /// <summary>Takes the port that <paramref name="spread"/> points at, so that a new executor seldom gets a dead one's port.</summary>
    /// <exception cref="InvalidOperationException">There is none: a bug in the caller.</exception>
    public (Resource Resource, int Port) TakePort(uint spread)
    {
        var source = _left.First(resource => resource.Name == Ports && resource.Ranges.Range.Count > 0);
        var count = source.Ranges.Range.Aggregate(0UL, (sum, range) => sum + range.End - range.Begin + 1);
        var index = spread % count;
        foreach (var range in source.Ranges.Range)
        {
            var size = range.End - range.Begin + 1;
            if (index >= size)
            {
                index -= size;
                continue;
            }
            var port = range.Begin + index;
            Cut(source, range, port);
            var taken = source.Clone();
            taken.Ranges = new Value.Types.Ranges { Range = { new Value.Types.Range { Begin = port, End = port } } };
            return (taken, (int)port);
        }
        throw new InvalidOperationException("No port is left.");
    }

    private static void Cut(Resource source, Value.Types.Range range, ulong port)
    {
        source.Ranges.Range.Remove(range);
        if (port > range.Begin)
        {
            source.Ranges.Range.Add(new Value.Types.Range { Begin = range.Begin, End = port - 1 });
        }
        if (port < range.End)
        {
            source.Ranges.Range.Add(new Value.Types.Range { Begin = port + 1, End = range.End });
        }
    }

    private List<Resource> TakeScalar(string name, decimal amount)
    {
        var taken = new List<Resource>(1);
        foreach (var source in _left)
        {
            var part = source.Name == name ? Math.Min(amount, Scalar(source)) : 0;
            if (part > 0)
            {
                var piece = source.Clone();
                piece.Scalar.Value = (double)part;
                source.Scalar.Value = (double)(Scalar(source) - part);
                amount -= part;
                taken.Add(piece);
            }
        }
        return amount == 0 ? taken : throw new InvalidOperationException($"{amount} {name} are missing.");
    }

    private static decimal Total(IEnumerable<Resource> resources, string name) =>
        resources.Where(resource => resource.Name == name).Sum(Scalar);

    private static decimal Scalar(Resource resource) => Math.Round((decimal)(resource.Scalar?.Value ?? 0), 3);
}
