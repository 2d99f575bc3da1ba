using System.Net;
using System.Threading.Channels;
using Faas.Mesos.Protocol.Scheduling;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// Calls of one subscription that must reach the master in the order they were made, one at a time. A lane never outlives its
/// subscription, so what was decided on a stream that is gone is never said on another.
/// </summary>
internal sealed class CallLane
{
    // Not bounded: who calls holds the ledger's gate and cannot wait; the slots and offers there are bound it.
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<Call, CancellationToken, Task<HttpResponseMessage>> _post;
    private readonly Action<string> _broken;
    private readonly TimeProvider _time;
    private readonly Task _running;
    private long _latencyTicks;

    /// <param name="post">Sends a call.</param>
    /// <param name="broken">Told once when a call was not taken: nobody can say what the master knows now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends with the subscription.</param>
    public CallLane(Func<Call, CancellationToken, Task<HttpResponseMessage>> post, Action<string> broken, TimeProvider time, CancellationToken ct)
    {
        _time = time;
        _post = post;
        _broken = broken;
        _running = RunAsync(ct);
    }

    /// <summary>How long the last call took. A master answers when it has done what it was told: that is how busy it is.</summary>
    public TimeSpan Latency => TimeSpan.FromTicks(Volatile.Read(ref _latencyTicks));

    /// <returns>False when the subscription has ended.</returns>
    public bool Send(Call call) => _calls.Writer.TryWrite(call);

    /// <summary>Takes no more, and returns when everything taken has been said or the subscription has ended.</summary>
    public Task CompleteAsync()
    {
        _calls.Writer.TryComplete();
        return _running;
    }

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var call in _calls.Reader.ReadAllAsync(ct))
            {
                var begun = _time.GetTimestamp();
                using var answer = await _post(call, ct);
                Volatile.Write(ref _latencyTicks, _time.GetElapsedTime(begun).Ticks);
                if (answer.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.OK))
                {
                    _broken($"{call.Type} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
                    return;
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            if (!ct.IsCancellationRequested)
            {
                _broken($"a call failed: {e.Message}");
            }
        }
        finally
        {
            _calls.Writer.TryComplete();
        }
    }
}
