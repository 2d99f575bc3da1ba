using Faas.Mesos.Local.Http;
using Faas.Mesos.Protocol.Scheduling;

namespace Faas.Mesos.Local.Master;

/// <summary>POST /api/v1/scheduler: the checks in Mesos' order, then a stream or an answer.</summary>
internal sealed class SchedulerApi(MasterState state, Subscriptions subscriptions, SchedulerCalls calls)
{
    public async Task HandleAsync(HttpContext http)
    {
        var (call, refusal) = await CallReader.ReadAsync<Call>(http);
        if (call is null)
        {
            await refusal.SendAsync(http);
        }
        else if (CallValidation.Error(call) is { } error)
        {
            await Answer.BadRequest(error).SendAsync(http);
        }
        else if (call.Type == Call.Types.Type.Subscribe)
        {
            await SubscribeAsync(call, http);
        }
        else
        {
            await Handle(call, http).SendAsync(http);
        }
    }

    private Answer Handle(Call call, HttpContext http)
    {
        lock (state.Gate)
        {
            return calls.Handle(call, http.Request.Headers[MesosHttp.StreamIdHeader]);
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
        var stream = new EventStream(encoding);
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
