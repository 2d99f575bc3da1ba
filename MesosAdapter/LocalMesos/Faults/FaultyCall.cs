using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Membership;
using Google.Protobuf;

namespace Faas.Mesos.Local.Faults;

/// <summary>Answers a call, unless a fault has waited for it.</summary>
internal static class FaultyCall
{
    public static async Task AnswerAsync(HttpContext http, ClusterContext cluster, Hop hop, IMessage call, Func<Answer> handle)
    {
        var fault = Take(cluster, hop, call);
        if (fault?.Fate == MessageFate.Delay)
        {
            await Task.Delay(fault.Delay, cluster.Time, http.RequestAborted);
        }
        if (fault?.Fate == MessageFate.Lose)
        {
            http.Abort();
            return;
        }
        var answer = handle();
        if (fault?.Fate == MessageFate.LoseAnswer)
        {
            http.Abort();
            return;
        }
        await (fault?.Fate == MessageFate.Repeat ? handle() : answer).SendAsync(http);
    }

    private static MessageFault? Take(ClusterContext cluster, Hop hop, IMessage call)
    {
        lock (cluster.Gate)
        {
            return cluster.Messages.Take(hop, WireName.Of(call));
        }
    }
}
