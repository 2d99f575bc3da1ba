using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Faas.Contracts;
using Faas.Invoker.Capacity;
using Faas.Mesos.Scheduler;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Invoker.Tests.Capacity;

/// <summary>What an invoker answers the others while it leads, on a clock that the test moves.</summary>
public sealed class SlotsApiTests : IAsyncLifetime
{
    private static readonly OwnedSlots Nothing = new("other", []);
    // Renewed every half a second.
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(0.5);

    private readonly Clock _time = new();
    private readonly LeaderMemory _memory = new() { Epoch = 7 };
    private readonly HttpClient _http = new();
    private WebApplication _invoker = null!;
    private SlotDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            [new("Mesos:Masters:0", "http://127.0.0.1:1"), new("Mesos:User", "somebody"), new("Mesos:Executor:Command", "/bin/false"), new("Mesos:LeaderLease", "00:00:01.5"), new("Slots:MaxWaiting", "1")]);
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton<ISchedulerMemory>(_memory).AddSingleton<ClusterToken>();
        builder.Services.AddOptions<SharingOptions>().BindConfiguration(SharingOptions.Section);
        builder.AddMesosScheduler();
        _invoker = builder.Build();
        _invoker.MapSlots();
        await _invoker.StartAsync(Ct);
        _desk = _invoker.Services.GetRequiredService<SlotDesk>();
        _http.BaseAddress = new Uri(_invoker.Urls.Single());
        await UntilAsync(() => _desk.Epoch == 7);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _invoker.DisposeAsync();
    }

    [Fact]
    public async Task Who_does_not_show_the_clusters_token_is_answered_nothing()
    {
        using var answer = await AskAsync(SlotsApi.ReturnPath, Nothing, 7, token: "guess");

        Assert.Equal((HttpStatusCode.Unauthorized, null), (answer.StatusCode, EpochOf(answer)));
    }

    [Theory]
    [InlineData("7", HttpStatusCode.NoContent)]
    [InlineData("6", HttpStatusCode.MisdirectedRequest)]
    [InlineData("8", HttpStatusCode.MisdirectedRequest)]
    [InlineData(null, HttpStatusCode.NoContent)]
    public async Task A_leader_answers_for_its_own_epoch_alone(string? meant, HttpStatusCode expected)
    {
        using var answer = await AskAsync(SlotsApi.ReturnPath, Nothing, meant is null ? null : long.Parse(meant, CultureInfo.InvariantCulture));

        Assert.Equal((expected, expected == HttpStatusCode.NoContent ? "7" : null), (answer.StatusCode, EpochOf(answer)));
    }

    [Fact]
    public async Task Who_leads_no_longer_answers_nobody()
    {
        await LeadAsync(null);

        using var answer = await AskAsync(SlotsApi.ReturnPath, Nothing, 7);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Who_waits_for_a_slot_is_not_given_one_of_the_next_epoch()
    {
        var waiting = AskAsync(SlotsApi.TakePath, new TakeSlot("other", new SlotWish(256)), 7);
        await UntilAsync(() => _desk.Waiting == 1);

        await LeadAsync(8);

        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_told_after_a_wait_is_void_when_the_lease_was_lost_and_came_back()
    {
        var holding = AskAsync(SlotsApi.HoldPath, Nothing, 7);
        await _time.Waits.Task.WaitAsync(Ct);

        await LeadAsync(8);
        _time.Advance(TimeSpan.FromSeconds(1));

        using var answer = await holding;
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        using var again = await AskAsync(SlotsApi.ReturnPath, Nothing, 8);
        Assert.Equal((HttpStatusCode.NoContent, "8"), (again.StatusCode, EpochOf(again)));
    }

    [Fact]
    public async Task Who_comes_when_enough_wait_is_told_to_come_later()
    {
        using var leaving = new CancellationTokenSource();
        var waiting = AskAsync(SlotsApi.TakePath, new TakeSlot("other", new SlotWish(256)), 7, ct: leaving.Token);
        await UntilAsync(() => _desk.Waiting == 1);

        using var answer = await AskAsync(SlotsApi.TakePath, new TakeSlot("other", new SlotWish(256)), 7);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await UntilAsync(() => _desk.Waiting == 0);
    }

    private static string? EpochOf(HttpResponseMessage answer) => answer.Headers.TryGetValues(SlotsApi.EpochHeader, out var epochs) ? epochs.Single() : null;

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task LeadAsync(long? epoch)
    {
        _memory.Epoch = epoch;
        _time.Advance(Renewal);
        return UntilAsync(() => _desk.Epoch == epoch);
    }

    private async Task<HttpResponseMessage> AskAsync<T>(string path, T question, long? epoch, string token = LeaderMemory.Token, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(question, SlotsJson.Default.GetTypeInfo(typeof(T))!) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (epoch is { } meant) request.Headers.Add(SlotsApi.EpochHeader, meant.ToString(CultureInfo.InvariantCulture));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Ct, ct);
        return await _http.SendAsync(request, either.Token);
    }

    /// <summary>Tells when somebody begins to wait for the second that an owner's call may take.</summary>
    private sealed class Clock : FakeTimeProvider
    {
        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == TimeSpan.FromSeconds(1) && period == Timeout.InfiniteTimeSpan) Waits.TrySetResult();
            return timer;
        }
    }
}
