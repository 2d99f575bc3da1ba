using Faas.Contracts;
using Faas.Storage.Connection;

namespace Faas.Storage;

/// <summary>What the waiting invocations of a function wait for, where that takes unusually long. A note that is not renewed fades.</summary>
public sealed class WaitStore(RedisStore redis)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    /// <summary>Notes it, in a sentence for the function's users.</summary>
    public Task NoteAsync(FunctionId function, string reason, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => db.StringSetAsync(Keys.Wait(function), reason, Lifetime));
    }

    /// <summary>The note, or <see langword="null"/> when they wait for nothing in particular.</summary>
    public async Task<string?> FindAsync(FunctionId function, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await redis.RunAsync(db => db.StringGetAsync(Keys.Wait(function)));
    }
}
