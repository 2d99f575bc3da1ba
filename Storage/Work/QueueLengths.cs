using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>How many invocations of a function wait.</summary>
internal static class QueueLengths
{
    /// <summary>Scores from here on are of low priority: they have no place in the queue itself.</summary>
    public const double LowFrom = 4e15;

    public static async Task<long> CountWaitingAsync(this IDatabaseAsync db, FunctionId function)
    {
        var (queue, low) = (db.ListLengthAsync(Keys.Queue(function)), db.SortedSetLengthAsync(Keys.Aside(function), LowFrom));
        return await queue + await low;
    }
}
