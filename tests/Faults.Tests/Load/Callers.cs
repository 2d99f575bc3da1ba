using System.Text;

namespace Faas.Faults.Tests.Load;

/// <summary>Callers of all gateways: every other one waits for its result. They go on through whatever happens and note what they were told.</summary>
internal sealed class Callers(IReadOnlyList<Uri> gateways, IReadOnlyList<string> functions, Ledger ledger) : IDisposable
{
    /// <summary>One invocation in so many is almost as large as may be.</summary>
    private const int LargeEvery = 65;

    private static readonly string Large = new('x', 1_000_000);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly CancellationTokenSource _stop = new();
    private Task _calling = Task.CompletedTask;
    private int _last;

    /// <summary>The number of the invocation sent last.</summary>
    public int Last => Volatile.Read(ref _last);

    /// <param name="perCaller">Pause of a caller between two invocations: a machine kept from all else shows no faults but its own.</param>
    public void Start(int callers, TimeSpan perCaller) => _calling = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(perCaller))));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _calling;
    }

    /// <summary>Waits until every accepted invocation has ended, and notes how.</summary>
    public async Task AwaitEndsAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await Parallel.ForEachAsync(ledger.Accepted, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (accepted, _) =>
        {
            using var timer = new PeriodicTimer(Rest);
            while (!await HasEndedAsync(accepted.Key, accepted.Value))
            {
                if (limit.IsCancellationRequested)
                {
                    ledger.NotEnded(accepted.Key);
                    return;
                }
                await timer.WaitForNextTickAsync(CancellationToken.None);
            }
        });
    }

    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task CallAsync(TimeSpan pause)
    {
        using var timer = new PeriodicTimer(pause);
        while (!_stop.IsCancellationRequested)
        {
            var n = Interlocked.Increment(ref _last);
            await CallAsync(n, waits: n % 2 == 0);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task CallAsync(int n, bool waits)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateways[n / 2 % gateways.Count], $"/functions/{functions[n % functions.Count]}/invocations"))
        {
            Content = new StringContent($$"""{"n":{{n}},"pad":"{{(n % LargeEvery == 1 ? Large : "")}}"}""", Encoding.UTF8, "application/json"),
        };
        if (!waits) request.Headers.Add("Prefer", "respond-async");
        ledger.Sent(n, waits);
        try
        {
            using var response = await _http.SendAsync(request);
            ledger.Told(n, waits, await Answer.ReadAsync(response));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            ledger.Cut();
        }
        catch (TaskCanceledException)
        {
            ledger.NotAnswered(n);
        }
    }

    private async Task<bool> HasEndedAsync(int n, string location)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(gateways[0], location));
            var answer = await Answer.ReadAsync(response);
            if (answer.Status == 404)
            {
                // Records are kept for a day: it is lost.
                ledger.NotEnded(n);
                return true;
            }
            if (answer.Status != 200 || !answer.Json.TryGetProperty("outcome", out _)) return false;
            ledger.Ended(n, answer.Json);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }
}
