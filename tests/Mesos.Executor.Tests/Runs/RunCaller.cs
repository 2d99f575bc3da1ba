using System.Net;
using System.Text;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Tests.Runs;

/// <summary>An invoker's end of one run connection.</summary>
internal sealed class RunCaller : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly FrameSender _sender;
    private readonly FrameReader _reader;
    private uint _calls;

    public RunCaller(Stream stream) => (_stream, _sender, _reader) = (stream, new(stream), new(stream));

    public static async Task<RunCaller> ConnectAsync(HttpClient client, string? session = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RunFrame.Path);
        if (session is not null) request.Headers.Add(ContainerAdoption.SessionHeader, session);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new(RunFrame.Protocol));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, response.StatusCode);
        return new(await response.Content.ReadAsStreamAsync());
    }

    /// <returns>The number of the call.</returns>
    public uint Ask(string container, InvocationId invocation, string parameters = "{}", int attempt = 1, string trace = "", int timeoutMs = 20_000)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"value":{{parameters}},"activation_id":"{{invocation}}"}""");
        Send(RunFrameKind.Run, new RunAsk(container, invocation, attempt, timeoutMs, 10_000, trace, body).ToPayload());
        return _calls;
    }

    /// <returns>The number of the call.</returns>
    public uint Recall(InvocationId invocation, string life, int attempt = 1)
    {
        Send(RunFrameKind.Recall, new RunRecall(invocation, attempt, life).ToPayload());
        return _calls;
    }

    /// <summary>Asks where it runs, and recalls it.</summary>
    /// <returns>The number of the call.</returns>
    public uint Seek(InvocationId invocation, string life, int attempt = 1)
    {
        _sender.Send(RunFrameKind.Where, _calls + 1, new RunRecall(invocation, attempt, life).ToPayload());
        return Recall(invocation, life, attempt);
    }

    public void Cancel(uint call) => _sender.Send(RunFrameKind.Cancel, call, default);

    public void Acknowledge(uint call) => _sender.Send(RunFrameKind.Acknowledge, call, default);

    public void Send(RunFrameKind kind, ReadOnlySpan<byte> payload) => _sender.Send(kind, ++_calls, payload);

    /// <summary>What the executor says next.</summary>
    public async Task<RunFrame> HearAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        RunFrame frame;
        while (!_reader.TryRead(out frame)) Assert.True(await _reader.ReceiveAsync(patience.Token), "The executor closed the connection.");
        return frame with { Payload = frame.Payload.ToArray() };
    }

    public async Task<RunAnswer> AnswerAsync()
    {
        var frame = await HearAsync();
        Assert.True(frame.Kind == RunFrameKind.Answer, $"{frame.Kind}: {Encoding.UTF8.GetString(frame.Payload.Span)}");
        return RunAnswer.Read(frame.Payload);
    }

    public async Task<ExecutorFault> FaultAsync()
    {
        var frame = await HearAsync();
        Assert.Equal(RunFrameKind.Refusal, frame.Kind);
        return (ExecutorFault)frame.Payload.Span[0];
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
