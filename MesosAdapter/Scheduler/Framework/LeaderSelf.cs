namespace Faas.Mesos.Scheduler;

/// <summary>Who this process is to the other invokers.</summary>
/// <param name="Session">Its session, new at every start.</param>
/// <param name="AddressAsync">Where they reach it while it leads; answered once it listens.</param>
public sealed record LeaderSelf(string Session, Func<CancellationToken, Task<Uri?>> AddressAsync)
{
    /// <summary>A process that no other asks for slots.</summary>
    public static LeaderSelf Alone() => new(Guid.NewGuid().ToString("n"), _ => Task.FromResult<Uri?>(null));
}
