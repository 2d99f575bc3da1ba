namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The berths that are ready, made ahead of the containers that will want them.</summary>
/// <param name="ahead">How many are kept ready.</param>
internal sealed partial class BerthPool(UserNamespaces users, IBerthNetwork network, int firstUser, int ahead, ILogger logger) : IDisposable
{
    /// <summary>Beyond so many, berths that come back are taken apart: a burst must not be paid for ever.</summary>
    private const int MostReady = 256;

    private readonly Lock _lock = new();
    private readonly Stack<Berth> _ready = new();
    private readonly PriorityQueue<int, int> _numbers = new();
    private int _used;
    private Task _filling = Task.CompletedTask;
    private bool _closed;

    /// <summary>Makes what is to be ready, in the background.</summary>
    public void Fill()
    {
        lock (_lock)
        {
            if (_closed || _ready.Count >= ahead || !_filling.IsCompleted) return;
            _filling = Task.Run(FillAsync);
        }
    }

    /// <exception cref="IsolationException">None is ready and none can be made.</exception>
    public async Task<Berth> TakeAsync()
    {
        Berth? berth;
        lock (_lock) _ready.TryPop(out berth);
        Fill();
        return berth ?? (await MakeAsync(1))[0];
    }

    /// <summary>The container that had it has gone.</summary>
    public async Task ReturnAsync(Berth berth)
    {
        lock (_lock)
        {
            if (_ready.Count < Math.Max(MostReady, ahead))
            {
                _ready.Push(berth);
                return;
            }
        }
        berth.UserNamespace.Dispose();
        await network.RemoveAsync([berth.Number]);
        Free([berth.Number]);
    }

    /// <summary>Closes what is ready, when nothing is being made any more.</summary>
    public void Dispose()
    {
        lock (_lock) _closed = true;
        _filling.Wait();
        lock (_lock) while (_ready.TryPop(out var berth)) berth.UserNamespace.Dispose();
    }

    private async Task FillAsync()
    {
        try
        {
            while (Wanted() is > 0 and var wanted)
            {
                var made = await MakeAsync(Math.Min(wanted, 16));
                lock (_lock) foreach (var berth in made) _ready.Push(berth);
            }
        }
        catch (IsolationException e)
        {
            LogUnfilled(e);
        }
    }

    private int Wanted()
    {
        lock (_lock) return _closed ? 0 : ahead - _ready.Count;
    }

    private async Task<Berth[]> MakeAsync(int count)
    {
        int[] numbers;
        lock (_lock) numbers = [.. Enumerable.Range(0, count).Select(_ => _numbers.TryDequeue(out var free, out var _) ? free : _used++)];
        try
        {
            var spaces = Task.WhenAll(numbers.Select(number => users.MakeAsync(firstUser + number)));
            var networks = await network.MakeAsync(numbers);
            var handles = await spaces;
            return [.. numbers.Select((number, i) => new Berth(number, handles[i], networks[i]))];
        }
        catch
        {
            await network.RemoveAsync(numbers);
            Free(numbers);
            throw;
        }
    }

    private void Free(int[] numbers)
    {
        lock (_lock) foreach (var number in numbers) _numbers.Enqueue(number, number);
    }

    [LoggerMessage(LogLevel.Warning, "Namespaces could not be made ahead of containers; each container that comes will try by itself")]
    private partial void LogUnfilled(Exception exception);
}
