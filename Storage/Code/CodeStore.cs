using System.Security.Cryptography;
using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>Code blobs by their SHA-256, in chunks of 1 MiB; kept while a revision of a function uses them.</summary>
public sealed class CodeStore(RedisStore redis)
{
    private const int ChunkSize = 1 << 20;

    /// <summary>Stores code for a revision of a function, once however many use it.</summary>
    /// <param name="user">The revision: each uses its code by itself, so that one that goes takes nothing from one that comes.</param>
    public async Task<CodeReference> SaveAsync(string user, ReadOnlyMemory<byte> code, bool binary, CancellationToken ct)
    {
        var sha = Convert.ToHexStringLower(SHA256.HashData(code.Span));
        // In use first: from here on nobody else's release takes the chunks away.
        await redis.RunAsync(db => db.SetAddAsync(Keys.CodeUsers(sha), user));
        if (!await redis.RunAsync(db => db.KeyExistsAsync(Keys.CodeSize(sha))))
        {
            for (var index = 0; index < Chunks(code.Length); index++)
            {
                ct.ThrowIfCancellationRequested();
                var chunk = code.Slice(index * ChunkSize, Math.Min(ChunkSize, code.Length - index * ChunkSize));
                await redis.RunAsync(db => db.StringSetAsync(Keys.CodeChunk(sha, index), chunk));
            }
            await redis.RunAsync(db => db.StringSetAsync(Keys.CodeSize(sha), code.Length));
        }
        return new(sha, code.Length, binary);
    }

    /// <summary>The bytes of a blob, or <see langword="null"/> when nobody uses it.</summary>
    public async Task<byte[]?> FindAsync(string sha, CancellationToken ct)
    {
        var size = await redis.RunAsync(db => db.StringGetAsync(Keys.CodeSize(sha)));
        if (size.IsNull) return null;
        var code = new byte[(int)size];
        for (var index = 0; index < Chunks(code.Length); index++)
        {
            ct.ThrowIfCancellationRequested();
            var chunk = await redis.RunAsync(db => db.StringGetAsync(Keys.CodeChunk(sha, index)));
            if (chunk.IsNull) return null;
            ((byte[])chunk!).CopyTo(code, index * ChunkSize);
        }
        return code;
    }

    /// <summary>A revision uses its code no longer: it was deleted, replaced, or refused.</summary>
    /// <param name="function">Whose revision it was: earlier versions noted functions as users.</param>
    /// <param name="code">Its code; <see langword="null"/>, for an image that brings its own, is nothing to do.</param>
    public async Task ReleaseAsync(string user, FunctionId function, CodeReference? code, CancellationToken ct)
    {
        if (code is null) return;
        ct.ThrowIfCancellationRequested();
        RedisKey[] keys = [Keys.CodeUsers(code.Sha256), Keys.CodeSize(code.Sha256),
            .. Enumerable.Range(0, Chunks(code.Size)).Select(index => Keys.CodeChunk(code.Sha256, index))];
        await redis.RunAsync(Script.ReleaseCode, keys, [user, function.ToString()]);
    }

    private static int Chunks(long size) => (int)((size + ChunkSize - 1) / ChunkSize);
}
