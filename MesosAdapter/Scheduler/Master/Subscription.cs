using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler;

/// <summary>One life of the event stream, and the calls that belong to it.</summary>
internal sealed class Subscription : IAsyncDisposable
{
    // A master that misses two heartbeats is gone; a stream that was cut without a word looks just so.
    private const double SilentHeartbeats = 2.5;
    private static readonly TimeSpan FirstEventLimit = TimeSpan.FromSeconds(40);

    private readonly HttpResponseMessage _answer;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _reading;
    private readonly IAsyncEnumerator<Event> _records, _events;
    private readonly PipeReader _pipe;
    private Task<bool> _next = Task.FromResult(false);
    private TimeSpan _silenceLimit = FirstEventLimit;

    private Subscription(Uri master, HttpResponseMessage answer, Stream body, MasterCalls calls, TimeProvider time)
    {
        Master = master;
        _answer = answer;
        _silence = new CancellationTokenSource(FirstEventLimit, time);
        _reading = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, _silence.Token);
        _pipe = PipeReader.Create(body);
        _records = RecordReader.ReadAllAsync<Event>(_pipe, MessageEncoding.Protobuf, ct: _reading.Token).GetAsyncEnumerator(CancellationToken.None);
        var streamId = answer.Headers.TryGetValues(MesosHttp.StreamIdHeader, out var ids) ? ids.First() : "";
        Task<HttpResponseMessage> Post(Call call, CancellationToken ct)
        {
            call.FrameworkId = new FrameworkID { Value = FrameworkId };
            return calls.PostAsync(master, call, streamId, ct);
        }
        Offers = new CallLane(Post, Break, time, _ended.Token);
        Acknowledgements = new CallLane(Post, Break, time, _ended.Token);
        Control = new CallLane(Post, Break, time, _ended.Token);
        _events = ReadAsync().GetAsyncEnumerator();
    }

    /// <summary>Base address of the master that leads.</summary>
    public Uri Master { get; }

    public string FrameworkId { get; private set; } = "";

    /// <summary>Why it ended, as far as we did it or saw it.</summary>
    public string? Reason { get; private set; }

    /// <summary>ACCEPT, DECLINE, REVIVE, SUPPRESS, and RECONCILE, whose answer means something only behind the ACCEPT it asks about.</summary>
    public CallLane Offers { get; }

    public CallLane Acknowledgements { get; }

    /// <summary>KILL, SHUTDOWN, TEARDOWN.</summary>
    public CallLane Control { get; }

    /// <summary>Reads the answer to SUBSCRIBE up to its first event.</summary>
    /// <exception cref="MasterException">The master refuses.</exception>
    public static async Task<Subscription> OpenAsync(
        Uri master, HttpResponseMessage answer, MasterCalls calls, TimeProvider time, CancellationToken ct)
    {
        var subscription = new Subscription(master, answer, await answer.Content.ReadAsStreamAsync(ct), calls, time);
        using var leaving = ct.Register(subscription.Leave);
        try
        {
            var first = await subscription._events.MoveNextAsync() ? subscription._events.Current : null;
            subscription.Start(first);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every event after SUBSCRIBED, until the stream ends; <see cref="Reason"/> tells why.</summary>
    public async IAsyncEnumerable<Event> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var leaving = ct.Register(Leave);
        while (await _events.MoveNextAsync())
        {
            yield return _events.Current;
        }
    }

    /// <summary>Says what is still to be said, for at most <paramref name="limit"/>.</summary>
    public async Task CompleteCallsAsync(TimeSpan limit, TimeProvider time)
    {
        try
        {
            await Task.WhenAll(Offers.CompleteAsync(), Acknowledgements.CompleteAsync()).WaitAsync(limit, time);
            await Control.CompleteAsync().WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            Break("the master did not take the last calls in time");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break("closed");
        _answer.Dispose();
        await Task.WhenAll(Offers.CompleteAsync(), Acknowledgements.CompleteAsync(), Control.CompleteAsync());
        await _events.DisposeAsync();
        await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _records.DisposeAsync();
        await _pipe.CompleteAsync();
        _reading.Dispose();
        _silence.Dispose();
        _leaving.Dispose();
        _ended.Dispose();
    }

    private void Start(Event? first)
    {
        switch (first?.Type)
        {
            case Event.Types.Type.Subscribed:
                FrameworkId = first.Subscribed.FrameworkId.Value;
                _silenceLimit = TimeSpan.FromSeconds(first.Subscribed.HeartbeatIntervalSeconds * SilentHeartbeats);
                _silence.CancelAfter(_silenceLimit);
                break;
            case Event.Types.Type.Error when first.Error.Message.Contains("removed", StringComparison.OrdinalIgnoreCase):
                throw new FrameworkRemovedException(first.Error.Message);
            case Event.Types.Type.Error:
                throw new MasterException(first.Error.Message);
            default:
                throw new MasterException(Reason ?? $"The stream began with {first?.Type.ToString() ?? "its end"}.");
        }
    }

    private async IAsyncEnumerable<Event> ReadAsync()
    {
        while (await MoveAsync())
        {
            _silence.CancelAfter(_silenceLimit);
            yield return _records.Current;
        }
    }

    private async Task<bool> MoveAsync()
    {
        try
        {
            _next = _records.MoveNextAsync().AsTask();
            // Who leaves waits no longer. The read goes on: ending it closes the stream, and a master refuses whatever is said after that.
            var moved = await _next.WaitAsync(_leaving.Token);
            Reason = moved ? Reason : Reason ?? "the master closed the stream";
            return moved;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            Reason ??= _silence.IsCancellationRequested ? $"nothing was heard for {_silenceLimit}" : e.Message;
            return false;
        }
    }

    // Nothing more is heard; what is still to be said can be said.
    private void Leave()
    {
        Reason ??= "we leave";
        _leaving.Cancel();
    }

    private void Break(string reason)
    {
        Reason ??= reason;
        _ended.Cancel();
    }
}
