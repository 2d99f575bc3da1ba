using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Scheduling;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>HTTP to a master: the stream and the calls over connections of their own.</summary>
internal sealed class MasterCalls(IOptions<MasterOptions> options) : IDisposable
{
    private static readonly MediaTypeHeaderValue Protobuf = new(MediaTypes.Protobuf);

    private readonly HttpClient _streams = MasterHttp.Client(options.Value, Timeout.InfiniteTimeSpan);
    private readonly HttpClient _calls = MasterHttp.Client(options.Value, options.Value.CallTimeout);

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

    /// <returns>Who leads, as this master says; <see langword="null"/> when it does not know.</returns>
    public async Task<Uri?> RedirectAsync(Uri master, CancellationToken ct)
    {
        using var answer = await _calls.GetAsync(new Uri(master, "/redirect"), ct);
        return answer.StatusCode == HttpStatusCode.TemporaryRedirect && answer.Headers.Location is { } location ? MasterClient.Follow(master, location) : null;
    }

    /// <returns>Some of the master's metrics; <see langword="null"/> each that it does not tell.</returns>
    public async Task<IReadOnlyDictionary<string, double?>> MetricsAsync(Uri master, IReadOnlyList<string> names, CancellationToken ct)
    {
        using var answer = await _calls.GetAsync(new Uri(master, "/metrics/snapshot"), ct);
        var metrics = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync(MetricsJson.Default.JsonElement, ct) : default;
        return names.ToDictionary(name => name, name =>
            metrics.ValueKind == JsonValueKind.Object && metrics.TryGetProperty(name, out var metric) && metric.TryGetDouble(out var value) ? (double?)value : null);
    }

    private static HttpRequestMessage Request(Uri endpoint, Call call) =>
        new(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(call.ToByteArray()) { Headers = { ContentType = Protobuf } } };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class MetricsJson : System.Text.Json.Serialization.JsonSerializerContext;
