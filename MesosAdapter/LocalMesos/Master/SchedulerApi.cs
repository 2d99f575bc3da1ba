using Faas.Mesos.Local.Faults;
using Faas.Mesos.Local.Http;
using Faas.Mesos.Protocol.Scheduling;

namespace Faas.Mesos.Local.Master;

/// <summary>POST /api/v1/scheduler: the checks in Mesos' order, then a stream or an answer.</summary>
internal sealed class SchedulerApi(MasterState state, Subscriptions subscriptions, SchedulerCalls calls)
{
    public async Task HandleAsync(HttpContext http, string? principal)
    {
        var (call, refusal) = await CallReader.ReadAsync<Call>(http);
        if (call is null)
        {
            await refusal.SendAsync(http);
        }
        else if ((CallValidation.Error(call) ?? CallValidation.ErrorOfPrincipal(call, principal)) is { } error)
        {
            await Answer.BadRequest(error).SendAsync(http);
        }
        else if (call.Type == Call.Types.Type.Subscribe)
        {
            await SubscribeAsync(call, http);
        }
        else
        {
            await FaultyCall.AnswerAsync(http, state.Cluster, Hop.FrameworkToMaster, call, () => Handle(call, http, principal));
        }
    }

    private Answer Handle(Call call, HttpContext http, string? principal)
    {
        lock (state.Gate)
        {
            return calls.Handle(call, http.Request.Headers[MesosHttp.StreamIdHeader], principal);
        }
    }

    private async Task SubscribeAsync(Call call, HttpContext http)
    {
        if (AcceptHeader.Choose(http.Request) is not { } encoding)
        {
            await AcceptHeader.NotAcceptable.SendAsync(http);
            return;
        }
        if (http.Request.Headers.ContainsKey(MesosHttp.StreamIdHeader))
        {
            await Answer.BadRequest("Subscribe calls should not include the 'Mesos-Stream-Id' header").SendAsync(http);
            return;
        }
        var stream = new EventStream(encoding, (type, send) => state.Cluster.Messages.Pass(Hop.MasterToFramework, type, send));
        lock (state.Gate)
        {
            subscriptions.Subscribe(call, stream);
        }
        await stream.AnswerAsync(http, withStreamId: true);
        lock (state.Gate)
        {
            subscriptions.Disconnect(stream);
        }
    }
}
