using System.Collections.Concurrent;
using System.Text;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Runs;

/// <summary>One invoker's connection: what it asks for, and what it is told.</summary>
/// <param name="session">Whose it is: only in its own containers are runs started; <see langword="null"/> of an invoker that does not say.</param>
internal sealed class RunConnection(Stream stream, RunStarter starter, string? session)
{
    private static readonly RunStart.Refused Senseless = new(ExecutorFault.BadRequest, "The frame is no run.");

    private readonly FrameSender _sender = new(stream);
    private readonly ConcurrentDictionary<uint, KeptRun> _asked = new();

    /// <summary>Takes frames until the other end closes.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        var reader = new FrameReader(stream);
        try
        {
            while (await reader.ReceiveAsync(ct))
                while (reader.TryRead(out var frame)) Take(frame);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            // The other end is gone, or nothing we can speak with.
        }
    }

    /// <summary>Until all of its runs have ended.</summary>
    public Task FinishAsync() => Task.WhenAll(_asked.Values.Select(run => run.Ended));

    /// <summary>It is gone: who asks again for its runs within a while gets them.</summary>
    public void Close() => starter.Orphan(this, _asked.Values);

    /// <summary>Tells an answer, at the latest with the next <see cref="Flush"/>.</summary>
    public void Answer(uint call, ReadOnlySpan<byte> answer) => _sender.SendLater(RunFrameKind.Answer, call, answer);

    public void Flush() => _sender.Flush();

    /// <summary>What is refused is not acknowledged.</summary>
    public void Refuse(uint call, RunStart.Refused refused)
    {
        _asked.TryRemove(call, out _);
        _sender.Send(RunFrameKind.Refusal, call, [(byte)refused.Fault, .. Encoding.UTF8.GetBytes(refused.Detail)]);
    }

    private void Take(RunFrame frame)
    {
        switch (frame.Kind)
        {
            case RunFrameKind.Run:
                Follow(frame.Call, RunAsk.TryRead(frame.Payload, out var ask) ? starter.Start(ask, session) : Senseless);
                break;
            case RunFrameKind.Recall:
                Follow(frame.Call, RunRecall.TryRead(frame.Payload.Span, out var recall) ? starter.Recall(recall) : Senseless);
                break;
            case RunFrameKind.Where:
                if (RunRecall.TryRead(frame.Payload.Span, out var sought) && starter.WhereIs(sought) is { } container) _sender.Send(RunFrameKind.Here, frame.Call, Encoding.ASCII.GetBytes(container));
                break;
            case RunFrameKind.Cancel:
                if (_asked.TryRemove(frame.Call, out var cancelled)) starter.Abandon(cancelled);
                break;
            case RunFrameKind.Acknowledge:
                if (_asked.TryRemove(frame.Call, out var answered)) starter.Forget(answered);
                break;
        }
    }

    private void Follow(uint call, RunStart start)
    {
        switch (start)
        {
            case RunStart.Refused refused:
                Refuse(call, refused);
                break;
            case RunStart.Started { Run: var run }:
                _asked[call] = run;
                run.AskedBy(this, call);
                break;
        }
    }
}
