using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Capacity;

/// <summary>Slots from the invoker that leads, over HTTP. Losing it is told by <see cref="NotLeadingException"/>; slots taken stay taken.</summary>
internal sealed partial class LeaderSlots(LeaderFinder finder, ClusterToken token, IOptions<SharingOptions> options, TimeProvider time, ILogger<LeaderSlots> logger)
    : ISlotGiver, IDisposable
{
    /// <summary>Calls that wait and calls that do not are made over connections of their own.</summary>
    private readonly HttpMessageInvoker _takes = Http(options.Value.Connections), _calls = Http(16);

    /// <summary>The epoch of the leader whose loss was told last; 0 after an answer.</summary>
    private long _toldLost;

    public async Task<Slot> TakeAsync(SlotWish wish, string owner, CancellationToken ct)
    {
        var leader = await finder.FindAsync(ct);
        using var answer = await PostAsync(_takes, leader, SlotsApi.TakePath, new(owner, wish), SlotsJson.Default.TakeSlot, Timeout.InfiniteTimeSpan, ct);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), time, ct);
            throw new NotLeadingException("The leader has too many to serve.");
        }
        if (answer.StatusCode == HttpStatusCode.UnprocessableEntity) throw new SlotRefusedException(await answer.Content.ReadAsStringAsync(ct));
        return await ReadAsync(answer, leader, SlotsJson.Default.Slot, ct);
    }

    public async Task ReturnAsync(string owner, IReadOnlyList<string> slots, CancellationToken ct)
    {
        var leader = await finder.FindAsync(ct);
        using var answer = await PostAsync(_calls, leader, SlotsApi.ReturnPath, new(owner, slots), SlotsJson.Default.OwnedSlots, options.Value.CallTimeout, ct);
        Require(answer, leader);
    }

    public async Task<SlotNews> HoldAsync(string owner, IReadOnlyList<string> slots, CancellationToken ct)
    {
        var leader = await finder.FindAsync(ct);
        using var answer = await PostAsync(_calls, leader, SlotsApi.HoldPath, new(owner, slots), SlotsJson.Default.OwnedSlots, options.Value.CallTimeout, ct);
        return await ReadAsync(answer, leader, SlotsJson.Default.SlotNews, ct);
    }

    public void Dispose()
    {
        _takes.Dispose();
        _calls.Dispose();
    }

    private static HttpMessageInvoker Http(int connections) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        MaxConnectionsPerServer = connections,
    });

    private async Task<HttpResponseMessage> PostAsync<T>(
        HttpMessageInvoker http, KnownLeader leader, string path, T body, JsonTypeInfo<T> type, TimeSpan timeout, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(leader.Address, path)) { Content = JsonContent.Create(body, type) };
        request.Headers.Add(SlotsApi.EpochHeader, leader.Epoch.ToString(CultureInfo.InvariantCulture));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.GetAsync(ct));
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token, leader.Lost);
        try
        {
            return await http.SendAsync(request, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw Lose(leader, e is OperationCanceledException ? "it does not answer in time" : e.Message, e);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, KnownLeader leader, JsonTypeInfo<T> type, CancellationToken ct)
    {
        Require(answer, leader);
        try
        {
            return (await answer.Content.ReadFromJsonAsync(type, ct))!;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw Lose(leader, e.Message, e);
        }
    }

    private void Require(HttpResponseMessage answer, KnownLeader leader)
    {
        if (!answer.IsSuccessStatusCode) throw Lose(leader, $"it answered {(int)answer.StatusCode}");
        // One of before this existed says none.
        if (answer.Headers.TryGetValues(SlotsApi.EpochHeader, out var said) && said.First() != leader.Epoch.ToString(CultureInfo.InvariantCulture)) throw Lose(leader, $"it answered for epoch {said.First()}, not {leader.Epoch}");
        Interlocked.Exchange(ref _toldLost, 0);
    }

    private NotLeadingException Lose(KnownLeader leader, string reason, Exception? inner = null)
    {
        // Many may wait there, and until another leads the store may go on naming it: the first to notice tells, once.
        if (!leader.Lost.IsCancellationRequested && Interlocked.Exchange(ref _toldLost, leader.Epoch) != leader.Epoch) LogLost(leader.Session, leader.Address, reason);
        finder.Lose(leader);
        return new(reason, inner);
    }

    [LoggerMessage(LogLevel.Warning, "Leader {Session} at {Address} is lost: {Reason}; slots stay, new ones come when there is another")]
    private partial void LogLost(string session, Uri address, string reason);
}
