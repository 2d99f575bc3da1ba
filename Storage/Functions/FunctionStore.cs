using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>Function definitions, one revision of each at a time.</summary>
public sealed class FunctionStore(RedisStore redis)
{
    /// <summary>The current revision of a function, or <see langword="null"/>.</summary>
    public async Task<FunctionDefinition?> FindAsync(FunctionId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var doc = await redis.RunAsync(db => db.HashGetAsync(Keys.Function(id), "doc"));
        return Read(doc);
    }

    /// <summary>Stores a new revision. The store sets its version: one more than the revision it replaces.</summary>
    /// <returns>What became of it; several writers at once each see the others.</returns>
    public async Task<SaveOutcome> SaveAsync(FunctionDefinition definition, SaveCondition condition, CancellationToken ct)
    {
        var id = definition.Id;
        while (true)
        {
            var current = await FindAsync(id, ct);
            if (condition.Refuse(current) is { } refusal) return refusal;
            var saved = definition with { Version = (current?.Version ?? 0) + 1 };
            // Before, so that a crash in between leaves a name without a function, which listings skip, not the reverse.
            await NameAsync(id);
            var done = await redis.RunAsync(Script.SaveFunction, [Keys.Function(id)],
                [
                    current?.Revision ?? "", saved.Revision, JsonSerializer.SerializeToUtf8Bytes(saved, ContractsJson.Default.FunctionDefinition),
                    saved.Limits.QueueLength ?? (RedisValue)"", saved.Limits.RatePerSecond ?? (RedisValue)"",
                ]);
            if ((int)done != 1) continue;
            // And after, for the name may have gone with a deletion just then.
            await NameAsync(id);
            await redis.PublishAsync(Keys.ShardsChanged, id.Shard.Value);
            return new SaveOutcome.Saved(saved, current);
        }
    }

    /// <summary>Deletes a function; with <paramref name="revision"/>, only that revision of it.</summary>
    public async Task<DeleteOutcome> DeleteAsync(FunctionId id, string? revision, CancellationToken ct)
    {
        while (true)
        {
            if (await FindAsync(id, ct) is not { } current) return new DeleteOutcome.Unknown();
            if (revision is not null && revision != current.Revision) return new DeleteOutcome.OtherRevision(current.Revision);
            var done = await redis.RunAsync(Script.DeleteFunction,
                [Keys.Function(id), Keys.Recent(id), Keys.RecentRecords(id.Shard), Keys.Dead(id), Keys.DeadItems(id)], [current.Revision]);
            if ((int)done != 1) continue;
            await redis.RunAsync(db => db.SortedSetRemoveAsync(Keys.Functions(id.Namespace), id.Name.ToString()));
            // Somebody may have created it anew before its name was taken away.
            if (await FindAsync(id, ct) is not null) await NameAsync(id);
            return new DeleteOutcome.Deleted(current);
        }
    }

    /// <summary>The functions of a namespace in the order of their names, at most <paramref name="limit"/>, after the name <paramref name="after"/>.</summary>
    public async Task<FunctionPage> ListAsync(string ns, string? after, int limit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var names = await redis.RunAsync(db => db.SortedSetRangeByValueAsync(
            Keys.Functions(ns), after is null ? default : (RedisValue)after, exclude: Exclude.Start, take: limit + 1));
        var page = names.Take(limit).Select(name => new FunctionId(ns, FunctionName.Parse(name!, null))).ToArray();
        var docs = await redis.RunAsync(db => Task.WhenAll(page.Select(id => db.HashGetAsync(Keys.Function(id), "doc"))));
        return new([.. docs.Select(Read).OfType<FunctionDefinition>()], names.Length > limit ? page[^1].Name.ToString() : null);
    }

    private async Task NameAsync(FunctionId id) => await redis.RunAsync(db => Task.WhenAll(
        db.SortedSetAddAsync(Keys.Functions(id.Namespace), id.Name.ToString(), 0),
        db.SetAddAsync(Keys.Shards, id.Shard.Value)));

    private static FunctionDefinition? Read(RedisValue doc) =>
        doc.IsNull ? null : JsonSerializer.Deserialize((byte[])doc!, ContractsJson.Default.FunctionDefinition);
}
