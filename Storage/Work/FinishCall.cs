using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>Ends that travel together, as <c>finish.lua</c> takes them: by function, by who ended them, and for whom the next are claimed.</summary>
internal sealed class FinishCall
{
    private readonly IReadOnlyList<AttemptEnding> _ends;
    private readonly List<List<int>> _groups;

    /// <param name="hands">Whether messages reach sessions from any server of the store, so that what comes next may be claimed where it is accepted.</param>
    public FinishCall(IReadOnlyList<AttemptEnding> ends, StorageOptions options, bool hands)
    {
        (_ends, _groups) = (ends, Together.Group(ends, end => end.Whose));
        var (keys, values) = (new List<RedisKey>(9 * _groups.Count + 3 * ends.Count), new List<RedisValue>(5 + 5 * _groups.Count + 7 * ends.Count));
        values.AddRange([AttemptEnding.MaxMessageResult, (long)options.KeepInvocations.TotalMilliseconds, (long)options.KeepSyncResults.TotalMilliseconds, options.KeepSyncSuccesses, hands ? "1" : ""]);
        foreach (var group in _groups)
        {
            ends[group[0]].AddHead(keys, values, group.Count);
            foreach (var place in group) ends[place].Add(keys, values);
        }
        (Keys, Values) = ([.. keys], [.. values]);
    }

    public RedisKey[] Keys { get; }

    public RedisValue[] Values { get; }

    public FinishOutcome[] Read(RedisResult answer)
    {
        var outcomes = new FinishOutcome[_ends.Count];
        for (var i = 0; i < _groups.Count; i++)
        {
            var whose = _ends[_groups[i][0]].Whose;
            var read = ClaimAnswer.ReadEnds(answer[i], whose.Function, whose.Session);
            for (var at = 0; at < read.Length; at++) outcomes[_groups[i][at]] = read[at];
        }
        return outcomes;
    }
}
