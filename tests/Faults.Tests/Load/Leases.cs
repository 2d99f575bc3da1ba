using System.Globalization;

namespace Faas.Faults.Tests.Load;

/// <summary>Who holds each shard, since when and until when: all by the clock of the store, which no other work on the machine makes slower.</summary>
internal sealed class Leases
{
    /// <summary>Of <c>Invoker:LeaseLifetime</c>, by default.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6);

    /// <summary>A line for each: key, session, epoch, and when it ends in milliseconds.</summary>
    private const string Script = """
        local all = {}
        for _, key in ipairs(redis.call('KEYS', '*:lease')) do
          all[#all + 1] = key .. ' ' .. string.gsub(redis.call('GET', key), ':', ' ') .. ' ' .. string.format('%.0f', redis.call('PEXPIRETIME', key))
        end
        return table.concat(all, '\n')
        """;

    private readonly Dictionary<string, Lease> _byKey;

    private Leases(string told) => _byKey = told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(
        words => words[0], words => new Lease(words[1], TimeSpan.FromMicroseconds(Number(words[2])), TimeSpan.FromMilliseconds(Number(words[3]))));

    public static async Task<Leases> ReadAsync(Scene scene) => new(await RedisProcess.TellAsync(scene.Redis.Port, "eval", Script, "0"));

    /// <summary>Of each shard that another holds than before: from when the one before renewed it to when this one took it. An epoch is the moment of its lease.</summary>
    public IReadOnlyList<TimeSpan> SinceRenewed(Leases before) =>
        [.. _byKey.Where(one => before._byKey.TryGetValue(one.Key, out var was) && was.Session != one.Value.Session).Select(one => one.Value.Epoch - (before._byKey[one.Key].Ends - Lifetime))];

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    private sealed record Lease(string Session, TimeSpan Epoch, TimeSpan Ends);
}
