namespace Faas.Mesos.Local.Resources;

/// <summary>Translates between resources on the wire and <see cref="ResourceSet"/>.</summary>
internal static class ResourceMessages
{
    public static ResourceSet ToSet(this IEnumerable<Resource> resources) => ResourceSet.Of(resources.Select(ToQuantity));

    /// <param name="set">What is offered.</param>
    /// <param name="role">The role of allocation_info; null leaves it out, as for frameworks without MULTI_ROLE.</param>
    /// <param name="refined">Whether the reader knows refined reservations; else the old role field says that nothing is reserved.</param>
    public static IEnumerable<Resource> ToMessages(this ResourceSet set, string? role, bool refined) => set.Quantities.Select(quantity =>
    {
        var resource = ToMessage(quantity);
        if (role is not null)
        {
            resource.AllocationInfo = new() { Role = role };
        }
        if (!refined)
        {
            SetUnreserved(resource);
        }
        return resource;
    });

    public static string? Invalid(Resource resource) => resource switch
    {
        { Reservations.Count: > 0 } or { Reservation: not null } => $"Resource '{resource.Name}' is reserved, and no reserved resource was offered",
        { Disk: not null } or { Revocable: not null } or { Shared: not null } => $"Resource '{resource.Name}' is of a kind that was not offered",
        { Type: Value.Types.Type.Scalar, Scalar: null } or { Type: Value.Types.Type.Ranges, Ranges: null } => $"Resource '{resource.Name}' has no value",
        { Type: Value.Types.Type.Scalar, Scalar.Value: var value } when !(value > 0) => $"Resource '{resource.Name}' is not positive",
        { Type: Value.Types.Type.Scalar or Value.Types.Type.Ranges } => null,
        _ => $"Resource '{resource.Name}' is of a type that was not offered",
    };

    private static Quantity ToQuantity(Resource resource) => resource.Type == Value.Types.Type.Ranges
        ? Quantity.OfRanges(resource.Name, resource.Ranges?.Range.Select(r => new Interval(r.Begin, r.End)) ?? [])
        : Quantity.OfScalar(resource.Name, resource.Scalar?.Value ?? 0);

    private static Resource ToMessage(Quantity quantity)
    {
        var resource = new Resource { Name = quantity.Name };
        if (quantity.Ranges.IsEmpty)
        {
            resource.Type = Value.Types.Type.Scalar;
            resource.Scalar = new() { Value = quantity.Milli / 1000.0 };
        }
        else
        {
            resource.Type = Value.Types.Type.Ranges;
            resource.Ranges = new();
            resource.Ranges.Range.AddRange(quantity.Ranges.Select(r => new Value.Types.Range { Begin = r.Begin, End = r.End }));
        }
        return resource;
    }

#pragma warning disable CS0612 // The field is what frameworks without RESERVATION_REFINEMENT read.
    private static void SetUnreserved(Resource resource) => resource.Role = "*";
#pragma warning restore CS0612
}
