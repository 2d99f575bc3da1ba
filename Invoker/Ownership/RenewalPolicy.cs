namespace Faas.Invoker.Ownership;

/// <summary>When leases are renewed.</summary>
internal static class RenewalPolicy
{
    /// <summary>How often to look: often enough that a lease is renewed well before half of its life is over, even if two looks fail.</summary>
    public static TimeSpan Period(TimeSpan lifetime) => lifetime / 12;

    /// <summary>Those to renew now, the oldest first: those of which a third is over, and which nobody has lost.</summary>
    /// <param name="age">How long ago the last renewal that was answered was sent.</param>
    public static IEnumerable<T> Due<T>(IEnumerable<T> leases, Func<T, TimeSpan> age, TimeSpan lifetime) =>
        leases.Select(lease => (Lease: lease, Age: age(lease))).Where(one => one.Age >= lifetime / 3).OrderByDescending(one => one.Age).Select(one => one.Lease);
}
