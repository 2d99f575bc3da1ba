using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Executing;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Speaks the v1 executor API to the agent that started this program.</summary>
internal sealed class AgentClient(AgentEnvironment agent, HttpMessageInvoker http, TimeProvider time)
{
    /// <summary>An agent that is stopped or swamped takes connections and says nothing.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Subscribes, and tells what the agent says until the stream ends.</summary>
    /// <exception cref="HttpRequestException">The agent is not there, or does not want this executor (yet).</exception>
    /// <exception cref="TimeoutException">The agent is silent.</exception>
    public async IAsyncEnumerable<Event> SubscribeAsync(Call.Types.Subscribe subscribe, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = ToRequest(new() { Type = Call.Types.Type.Subscribe, Subscribe = subscribe });
        using var response = await http.SendAsync(request, ct).WaitAsync(AnswerTimeout, time, ct);
        if (response.StatusCode != HttpStatusCode.OK) throw await RefusedAsync(response, ct);
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(ct));
        await foreach (var happened in RecordReader.ReadAllAsync<Event>(reader, MessageEncoding.Protobuf, ct: ct)) yield return happened;
    }

    /// <summary>Hands over a status update; that the agent has it for good is told by an event.</summary>
    /// <exception cref="HttpRequestException">The agent did not take it.</exception>
    /// <exception cref="TimeoutException">The agent is silent.</exception>
    public async Task SendAsync(Call.Types.Update update, CancellationToken ct)
    {
        using var request = ToRequest(new() { Type = Call.Types.Type.Update, Update = update });
        using var response = await http.SendAsync(request, ct).WaitAsync(AnswerTimeout, time, ct);
        if (response.StatusCode != HttpStatusCode.Accepted) throw await RefusedAsync(response, ct);
    }

    private HttpRequestMessage ToRequest(Call call)
    {
        call.FrameworkId = new() { Value = agent.FrameworkId };
        call.ExecutorId = new() { Value = agent.ExecutorId };
        var content = new ByteArrayContent(MessageEncoding.Protobuf.Encode(call));
        content.Headers.ContentType = new(MediaTypes.Protobuf);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(agent.Endpoint, MesosHttp.ExecutorPath)) { Content = content };
        request.Headers.Accept.Add(new(MediaTypes.Protobuf));
        if (agent.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task<HttpRequestException> RefusedAsync(HttpResponseMessage response, CancellationToken ct) =>
        new($"The agent answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}", null, response.StatusCode);
}
