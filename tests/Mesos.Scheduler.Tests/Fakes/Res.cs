using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Resources as a master offers them.</summary>
internal static class Res
{
    private static Resource.Types.AllocationInfo Allocated => new() { Role = "faas" };

    public static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
        AllocationInfo = Allocated,
    };

    public static Resource Reserved(string name, double value)
    {
        var resource = Scalar(name, value);
        resource.Reservations.Add(new Resource.Types.ReservationInfo { Role = "faas", Type = Resource.Types.ReservationInfo.Types.Type.Static });
        return resource;
    }

    public static Resource Ports(int begin, int? end = null) => new()
    {
        Name = "ports",
        Type = Value.Types.Type.Ranges,
        Ranges = new Value.Types.Ranges { Range = { new Value.Types.Range { Begin = (ulong)begin, End = (ulong)(end ?? begin) } } },
        AllocationInfo = Allocated,
    };
}
