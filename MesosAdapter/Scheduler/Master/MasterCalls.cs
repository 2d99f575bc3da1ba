using System.Net.Http.Headers;
using System.Text;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Scheduling;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>HTTP to a master: the stream and the calls over connections of their own, no proxy, no redirect followed unseen.</summary>
internal sealed class MasterCalls(IOptions<MasterOptions> options) : IDisposable
{
    private static readonly MediaTypeHeaderValue Protobuf = new(MediaTypes.Protobuf);

    private readonly HttpClient _streams = new(Handler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HttpClient _calls = new(Handler()) { Timeout = options.Value.CallTimeout };

    public void Dispose()
    {
        _streams.Dispose();
        _calls.Dispose();
    }

    /// <returns>The answer, its body unread.</returns>
    public async Task<HttpResponseMessage> SubscribeAsync(Uri endpoint, Call call, CancellationToken ct)
    {
        using var request = Request(endpoint, call);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypes.Protobuf));
        return await _streams.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    public async Task<HttpResponseMessage> PostAsync(Uri master, Call call, string streamId, CancellationToken ct)
    {
        using var request = Request(new Uri(master, MesosHttp.SchedulerPath), call);
        request.Headers.Add(MesosHttp.StreamIdHeader, streamId);
        return await _calls.SendAsync(request, ct);
    }

    private static SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };

    private HttpRequestMessage Request(Uri endpoint, Call call)
    {
        var content = new ByteArrayContent(call.ToByteArray()) { Headers = { ContentType = Protobuf } };
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        if (options.Value is { Principal: { } principal, Secret: { } secret })
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{principal}:{secret}")));
        }
        return request;
    }
}
