using System.IO.Pipelines;
using System.Net.Http.Headers;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Benchmarks.Offers;

/// <summary>The least of a framework: one stream of events, calls in order.</summary>
internal sealed class MesosClient(Uri master) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private FrameworkID _id = new();
    private string _streamId = "";

    /// <summary>Subscribes and reads events until the token ends.</summary>
    public async IAsyncEnumerable<Event> SubscribeAsync(string role, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var framework = new FrameworkInfo { User = "root", Name = role, Roles = { role }, FailoverTimeout = 0 };
        foreach (var capability in new[] { FrameworkInfo.Types.Capability.Types.Type.MultiRole, FrameworkInfo.Types.Capability.Types.Type.PartitionAware })
        {
            framework.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = capability });
        }
        using var response = await SendAsync(new() { Type = CallType.Subscribe, Subscribe = new() { FrameworkInfo = framework } }, HttpCompletionOption.ResponseHeadersRead, ct);
        _streamId = response.Headers.GetValues(MesosHttp.StreamIdHeader).Single();
        var events = RecordReader.ReadAllAsync<Event>(PipeReader.Create(await response.Content.ReadAsStreamAsync(ct)), MessageEncoding.Protobuf, ct: ct);
        await foreach (var happened in events)
        {
            _id = happened.Subscribed?.FrameworkId ?? _id;
            yield return happened;
        }
    }

    public async Task CallAsync(Call call, CancellationToken ct)
    {
        call.FrameworkId = _id;
        using var response = await SendAsync(call, HttpCompletionOption.ResponseContentRead, ct);
    }

    public Task AcceptAsync(Offer offer, IEnumerable<TaskInfo> tasks, double? refuseSeconds, CancellationToken ct)
    {
        var accept = new Call.Types.Accept
        {
            OfferIds = { offer.Id },
            Operations = { new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = new() { TaskInfos = { tasks } } } },
        };
        if (refuseSeconds is { } seconds)
        {
            accept.Filters = new() { RefuseSeconds = seconds };
        }
        return CallAsync(new() { Type = CallType.Accept, Accept = accept }, ct);
    }

    public async Task AcknowledgeAsync(TaskStatus status, CancellationToken ct)
    {
        if (status.HasUuid)
        {
            var acknowledge = new Call.Types.Acknowledge { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid };
            await CallAsync(new() { Type = CallType.Acknowledge, Acknowledge = acknowledge }, ct);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Call call, HttpCompletionOption until, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(master, MesosHttp.SchedulerPath)) { Content = new ByteArrayContent(call.ToByteArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Protobuf);
        request.Headers.Accept.ParseAdd(MediaTypes.Protobuf);
        if (call.Type != CallType.Subscribe)
        {
            request.Headers.Add(MesosHttp.StreamIdHeader, _streamId);
        }
        var response = await _http.SendAsync(request, until, ct);
        return response.EnsureSuccessStatusCode();
    }
}
