namespace Faas.Mesos.Local.Resources;

/// <summary>Translates between resources on the wire and <see cref="ResourceSet"/>.</summary>
internal static class ResourceMessages
{
    /// <returns>The role that the resources are allocated to, or null where they do not say.</returns>
    public static string? Role(this IEnumerable<Resource> resources) => resources.Select(r => r.AllocationInfo?.Role).FirstOrDefault(r => r is not null);

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
        if (refined)
        {
            SetReservations(resource, quantity.Reservation);
        }
        else
        {
            SetRole(resource, quantity.Reservation);
        }
        return resource;
    });

    public static string? Invalid(Resource resource) => resource switch
    {
        { Disk: not null } or { Revocable: not null } or { Shared: not null } => $"Resource '{resource.Name}' is of a kind that was not offered",
        { Type: Value.Types.Type.Scalar, Scalar: null } or { Type: Value.Types.Type.Ranges, Ranges: null } => $"Resource '{resource.Name}' has no value",
        { Type: Value.Types.Type.Scalar, Scalar.Value: var value } when !(value > 0) => $"Resource '{resource.Name}' is not positive",
        { Type: Value.Types.Type.Scalar or Value.Types.Type.Ranges } => null,
        _ => $"Resource '{resource.Name}' is of a type that was not offered",
    };

    private static Quantity ToQuantity(Resource resource) => AmountOf(resource) with { Reservation = ReservationOf(resource) };

    private static Quantity AmountOf(Resource resource) => resource.Type == Value.Types.Type.Ranges
        ? Quantity.OfRanges(resource.Name, resource.Ranges?.Range.Select(r => new Interval(r.Begin, r.End)) ?? [])
        : Quantity.OfScalar(resource.Name, resource.Scalar?.Value ?? 0);

    /// <summary>Of a stack of reservations the last one counts: it is the narrowest.</summary>
    private static Reservation? ReservationOf(Resource resource) =>
        resource.Reservations.LastOrDefault() is { } last
            ? new(last.Role, last.Type == Resource.Types.ReservationInfo.Types.Type.Dynamic, last.HasPrincipal ? last.Principal : null)
        : OldRole(resource) is { } role
            ? new(role, resource.Reservation is not null, resource.Reservation is { HasPrincipal: true } made ? made.Principal : null)
        : null;

    private static void SetReservations(Resource resource, Reservation? reservation)
    {
        if (reservation is not null)
        {
            var type = reservation.IsDynamic ? Resource.Types.ReservationInfo.Types.Type.Dynamic : Resource.Types.ReservationInfo.Types.Type.Static;
            resource.Reservations.Add(Named(new() { Role = reservation.Role, Type = type }, reservation));
        }
    }

    private static Resource.Types.ReservationInfo Named(Resource.Types.ReservationInfo info, Reservation reservation)
    {
        if (reservation.Principal is { } principal)
        {
            info.Principal = principal;
        }
        return info;
    }

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

#pragma warning disable CS0612 // The field is what frameworks without RESERVATION_REFINEMENT read and write.
    private static string? OldRole(Resource resource) => resource.HasRole && resource.Role != "*" ? resource.Role : null;

    private static void SetRole(Resource resource, Reservation? reservation)
    {
        resource.Role = reservation?.Role ?? "*";
        if (reservation is { IsDynamic: true })
        {
            resource.Reservation = Named(new(), reservation);
        }
    }
#pragma warning restore CS0612
}
