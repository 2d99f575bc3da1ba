using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>What <c>claiming.lua</c> answers, and the scripts that end and claim.</summary>
internal static class ClaimAnswer
{
    /// <summary>For as many as asked: those that come after the last item get none.</summary>
    public static ClaimOutcome[] Read(RedisResult answer, FunctionId function, string session, int asked)
    {
        var (items, left) = (answer[0], (long)answer[2]);
        var outcomes = new ClaimOutcome[asked];
        for (var i = 0; i < asked; i++)
        {
            outcomes[i] = i < items.Length
                ? new(new(function, new((byte[])items[i]!), session, (long)answer[1], (string?)answer[3]), left, false)
                : new(null, left, LeaseLost: (int)answer[4] == 0, Unasked: (int)answer[4] == 2);
        }
        return outcomes;
    }

    /// <summary>Of each attempt of a function whether it was ended, and the next.</summary>
    public static FinishOutcome[] ReadEnds(RedisResult answer, FunctionId function, string session)
    {
        var ended = answer[0];
        var next = Read(answer[1], function, session, ended.Length);
        var outcomes = new FinishOutcome[ended.Length];
        for (var i = 0; i < outcomes.Length; i++) outcomes[i] = new((int)ended[i] == 1, next[i]);
        return outcomes;
    }
}
