using Faas.Contracts;
using Faas.Invoker.Capacity;
using Faas.Mesos.Scheduler;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Faas.Storage.Tests;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Tests.Capacity;

/// <summary>An invoker that does not lead, against one that says what the test has it say.</summary>
public sealed class LeaderSlotsTests : IAsyncLifetime
{
    private static readonly Slot Given = new("slot", "agent", new Uri("http://10.0.0.1:31000"), 256);

    private readonly Lines _lines = new();
    private readonly ILoggerFactory _loggers;
    private readonly LeaderMemory _memory = new();
    private readonly SlotMessagesSeen _seen = new();
    private Func<HttpContext, Task> _answer = context => context.Response.WriteAsJsonAsync(Given, SlotsJson.Default.Slot);
    private WebApplication _leader = null!;
    private LeaderFinder _finder = null!;
    private LeaderSlots _slots = null!;

    public LeaderSlotsTests() => _loggers = LoggerFactory.Create(logging => logging.AddProvider(_lines));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _leader = builder.Build();
        _leader.Run(async context =>
        {
            _seen.Add(context.Request);
            await _answer(context);
        });
        await _leader.StartAsync(Token);
        _memory.Leader = new FrameworkLeader("leader", new Uri(_leader.Urls.Single()), 7);
        var framework = Options.Create(new FrameworkOptions());
        _finder = new LeaderFinder(_memory, new LeaderSelf("me", _ => Task.FromResult<Uri?>(null)), framework, TimeProvider.System);
        _slots = new LeaderSlots(_finder, new ClusterToken(_memory, framework), Options.Create(new SharingOptions()), TimeProvider.System, _loggers.CreateLogger<LeaderSlots>());
    }

    public async ValueTask DisposeAsync()
    {
        _slots.Dispose();
        _finder.Dispose();
        await _leader.DisposeAsync();
        _loggers.Dispose();
    }

    [Fact]
    public async Task The_leader_is_found_once_and_shown_the_clusters_token()
    {
        Assert.Equal(Given, await _slots.TakeAsync(new SlotWish(256), "me", Token));
        Assert.Equal(Given, await _slots.TakeAsync(new SlotWish(256), "me", Token));

        Assert.Equal(1, _memory.Asked);
        Assert.Equal([(SlotsApi.TakePath, "Bearer token"), (SlotsApi.TakePath, "Bearer token")], _seen.All);
    }

    [Fact]
    public async Task What_is_lost_and_short_is_heard_when_slots_are_named()
    {
        var news = new SlotNews([new SlotLoss("slot", "its agent burned")], Short: true);
        _answer = context => context.Response.WriteAsJsonAsync(news, SlotsJson.Default.SlotNews);

        var heard = await _slots.HoldAsync("me", ["slot"], Token);

        Assert.Equal(news.Lost, heard.Lost);
        Assert.True(heard.Short);
    }

    [Theory, InlineData(421), InlineData(401), InlineData(500)]
    public async Task Who_refuses_does_not_lead_and_is_looked_for_anew(int status)
    {
        _answer = context => Answer(context, status);

        await Assert.ThrowsAsync<NotLeadingException>(() => _slots.TakeAsync(new SlotWish(256), "me", Token));
        _answer = context => context.Response.WriteAsJsonAsync(Given, SlotsJson.Default.Slot);

        Assert.Equal(Given, await FindAgainAsync());
        Assert.True(_memory.Asked >= 2);
    }

    [Fact]
    public async Task That_a_leader_is_lost_is_said_once_until_it_or_another_answers()
    {
        _answer = context => Answer(context, 421);
        // The store goes on naming it: it is found, and lost, again and again.
        while (_seen.All.Count < 3) await Assert.ThrowsAsync<NotLeadingException>(() => _slots.HoldAsync("me", [], Token));
        Assert.Contains("answered 421", Assert.Single(_lines.Warnings), StringComparison.Ordinal);

        _answer = context => context.Response.WriteAsJsonAsync(Given, SlotsJson.Default.Slot);
        await FindAgainAsync();
        _answer = context => Answer(context, 421);
        await Assert.ThrowsAsync<NotLeadingException>(() => _slots.HoldAsync("me", [], Token));
        Assert.Equal(2, _lines.Warnings.Count);

        _memory.Leader = _memory.Leader! with { Epoch = _memory.Leader.Epoch + 1 };
        while (_lines.Warnings.Count < 3) await Assert.ThrowsAsync<NotLeadingException>(() => _slots.HoldAsync("me", [], Token));
    }

    [Fact]
    public async Task What_another_epoch_answers_is_refused()
    {
        _answer = context =>
        {
            context.Response.Headers[SlotsApi.EpochHeader] = "6";
            return context.Response.WriteAsJsonAsync(Given, SlotsJson.Default.Slot);
        };
        await Assert.ThrowsAsync<NotLeadingException>(() => _slots.TakeAsync(new SlotWish(256), "me", Token));

        _answer = context =>
        {
            context.Response.Headers[SlotsApi.EpochHeader] = context.Request.Headers[SlotsApi.EpochHeader];
            return context.Response.WriteAsJsonAsync(Given, SlotsJson.Default.Slot);
        };
        Assert.Equal(Given, await FindAgainAsync());
    }

    [Fact]
    public async Task Who_led_before_one_that_is_known_is_not_asked_again()
    {
        var leader = _memory.Leader!;
        _memory.Leader = new FrameworkLeader("successor", null, leader.Epoch + 1);
        await Assert.ThrowsAsync<NotLeadingException>(() => _slots.HoldAsync("me", [], Token));

        // As a copy of the store that lags behind would say.
        _memory.Leader = leader;
        var asked = _memory.Asked;
        while (_memory.Asked == asked) await Assert.ThrowsAsync<NotLeadingException>(() => _slots.HoldAsync("me", [], Token));

        Assert.Empty(_seen.All);
    }

    [Fact]
    public async Task Who_waits_at_a_leader_that_dies_is_sent_on_when_that_is_found_out()
    {
        var waits = new TaskCompletionSource();
        _answer = async context =>
        {
            waits.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        };
        var taking = _slots.TakeAsync(new SlotWish(256), "me", Token);
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        _answer = context => Answer(context, 421);
        await Assert.ThrowsAsync<NotLeadingException>(() => _slots.HoldAsync("me", [], Token));

        await Assert.ThrowsAsync<NotLeadingException>(() => taking);
    }

    [Fact]
    public async Task Who_is_told_that_too_many_wait_asks_the_same_leader_again()
    {
        _answer = context =>
        {
            context.Response.Headers.RetryAfter = "0";
            return Answer(context, 429);
        };
        await Assert.ThrowsAsync<NotLeadingException>(() => _slots.TakeAsync(new SlotWish(256), "me", Token));

        _answer = context => context.Response.WriteAsJsonAsync(Given, SlotsJson.Default.Slot);
        await _slots.TakeAsync(new SlotWish(256), "me", Token);

        Assert.Equal(1, _memory.Asked);
    }

    [Theory, InlineData("me", "http://127.0.0.1:1"), InlineData("other", null), InlineData("away", "http://127.0.0.1:1")]
    public async Task Without_a_leader_to_ask_there_is_a_clear_answer(string session, string? address)
    {
        _memory.Leader = new FrameworkLeader(session, address is null ? null : new Uri(address), 8);

        await Assert.ThrowsAsync<NotLeadingException>(() => _slots.HoldAsync("me", [], Token));
    }

    private async Task<Slot> FindAgainAsync()
    {
        while (true)
        {
            try
            {
                return await _slots.TakeAsync(new SlotWish(256), "me", Token);
            }
            catch (NotLeadingException)
            {
                // The store is asked ten times a second at most.
                await Task.Yield();
            }
        }
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>What has been asked, and by whom.</summary>
    private sealed class SlotMessagesSeen
    {
        private readonly List<(string Path, string Authorization)> _all = [];

        public List<(string Path, string Authorization)> All => _all;

        public void Add(HttpRequest request) => _all.Add((request.Path, request.Headers.Authorization.ToString()));
    }
}
