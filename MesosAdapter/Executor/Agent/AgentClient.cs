using System.IO.Pipelines;
using System.Net.Http.Headers;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Executing;
using Google.Protobuf;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Talks to this machine's Mesos agent: one long answer with events, and a call for each update.</summary>
internal sealed class AgentClient(AgentPlace place) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Subscribes and reads events until the stream ends.</summary>
    /// <exception cref="HttpRequestException">The agent is away, or refuses.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    public async IAsyncEnumerable<Event> SubscribeAsync(Call.Types.Subscribe unacknowledged, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var request = Request(new() { Type = Call.Types.Type.Subscribe, Subscribe = unacknowledged });
        request.Headers.Accept.Add(new(MediaTypes.Protobuf));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(ct));
        await foreach (var happened in RecordReader.ReadAllAsync<Event>(reader, MessageEncoding.Protobuf, ct: ct)) yield return happened;
    }

    /// <summary>Sends an update; it counts only once the agent has acknowledged it.</summary>
    public async Task UpdateAsync(Call.Types.Update update, CancellationToken ct)
    {
        using var request = Request(new() { Type = Call.Types.Type.Update, Update = update });
        using var response = await _http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Call call)
    {
        call.FrameworkId = new() { Value = place.FrameworkId };
        call.ExecutorId = new() { Value = place.ExecutorId };
        var request = new HttpRequestMessage(HttpMethod.Post, place.Endpoint) { Content = new ByteArrayContent(call.ToByteArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Protobuf);
        if (place.Token is { } token) request.Headers.Authorization = new("Bearer", token);
        return request;
    }
}
