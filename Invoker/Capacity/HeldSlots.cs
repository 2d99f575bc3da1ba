using System.Collections.Concurrent;
using System.Threading.Channels;
using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Faas.Storage;
using Polly;
using Polly.Retry;

namespace Faas.Invoker.Capacity;

/// <summary>
/// The slots of this invoker, whoever gave them. It tells whoever leads what it holds, again and again: that is how a new leader
/// learns, how losses are found, and how an answer that was lost does no harm.
/// </summary>
internal sealed partial class HeldSlots(SlotDesk desk, LeaderSlots leader, LeaderSelf self, UsedExecutors executors, TimeProvider time, ILogger<HeldSlots> logger) : BackgroundService, ISlotSource
{
    /// <summary>Before asking again when nobody leads: shorter than the time a new leader waits for us to speak.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Slot> _held = new();
    private readonly Channel<SlotLoss> _losses = Channel.CreateUnbounded<SlotLoss>();
    private readonly Channel<bool> _shortages = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<NotLeadingException>().Handle<StoreUnavailableException>(),
            MaxRetryAttempts = int.MaxValue,
            Delay = AskAgain,
            BackoffType = DelayBackoffType.Constant,
            UseJitter = true,
        })
        .Build();

    private bool _led;

    public ChannelReader<SlotLoss> Losses => _losses.Reader;

    public ChannelReader<bool> Shortages => _shortages.Reader;

    private ISlotGiver Giver => desk.Leads ? desk : leader;

    public async Task<Slot> TakeAsync(SlotWish wish, CancellationToken ct)
    {
        var slot = await _pipeline.ExecuteAsync(async token => await Giver.TakeAsync(wish, self.Session, token), ct);
        _held[slot.Id] = slot;
        executors.Enter(slot.Executor);
        return slot;
    }

    public async ValueTask ReturnAsync(Slot slot, CancellationToken ct)
    {
        if (await GiveAsync(slot, ct)) executors.Leave(slot.Executor);
    }

    public CapacityStatus? Describe() => desk.Describe();

    private async Task<bool> GiveAsync(Slot slot, CancellationToken ct)
    {
        if (!_held.TryRemove(slot.Id, out _)) return false;
        try
        {
            await Giver.ReturnAsync(self.Session, [slot.Id], ct);
        }
        catch (Exception e) when (e is NotLeadingException or StoreUnavailableException)
        {
            // Whoever leads next does not hear of it from us, and empties it.
        }
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Hear(await Giver.HoldAsync(self.Session, [.. _held.Keys], stoppingToken));
                Tell(led: true);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (e is not (NotLeadingException or StoreUnavailableException)) LogHoldFailed(e);
                Tell(led: false);
                await Task.Delay(AskAgain, time, stoppingToken);
            }
        }
    }

    private void Hear(SlotNews news)
    {
        foreach (var loss in news.Lost)
        {
            // It may have been given back while the answer was on its way.
            if (!_held.TryRemove(loss.SlotId, out var slot)) continue;
            executors.Leave(slot.Executor);
            _losses.Writer.TryWrite(loss);
        }
        if (news.Short) _shortages.Writer.TryWrite(true);
    }

    private void Tell(bool led)
    {
        if (led == _led) return;
        _led = led;
        if (led) LogLed(_held.Count);
        else LogUnled(_held.Count);
    }

    [LoggerMessage(LogLevel.Information, "There is a leader; {Slots} slots are held")]
    private partial void LogLed(int slots);

    [LoggerMessage(LogLevel.Warning, "Nobody who leads the framework is known; what runs in {Slots} slots goes on")]
    private partial void LogUnled(int slots);

    [LoggerMessage(LogLevel.Error, "Telling the leader which slots are held failed; will try again")]
    private partial void LogHoldFailed(Exception exception);
}
