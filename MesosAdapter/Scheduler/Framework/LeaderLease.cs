using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>The right to lead the framework of a cluster: only one invoker at a time subscribes.</summary>
internal sealed partial class LeaderLease(
    ISchedulerMemory memory, LeaderSelf self, IOptions<FrameworkOptions> options, TimeProvider time, ILogger<LeaderLease> logger)
{
    private Uri? _address;

    /// <summary>Waits until this process leads.</summary>
    public async Task<Leadership> AcquireAsync(CancellationToken ct)
    {
        // Who leads must be reachable: whoever wants slots asks it.
        _address = await self.AddressAsync(ct);
        using var timer = new PeriodicTimer(options.Value.LeaderLease / 3, time);
        while (true)
        {
            var askedAt = time.GetTimestamp();
            if (await AskAsync(ct) is { Epoch: { } epoch })
            {
                LogLeads(options.Value.Cluster, epoch);
                return new Leadership(this, epoch, askedAt, options.Value.LeaderLease, time);
            }
            await timer.WaitForNextTickAsync(ct);
        }
    }

    // A store that does not answer in time is no answer; a lease must not be held on its silence.
    public async Task<Answer> AskAsync(CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(options.Value.LeaderLease / 3, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var epoch = await memory.TryLeadAsync(options.Value.Cluster, self.Session, _address, options.Value.LeaderLease, either.Token).WaitAsync(either.Token);
            return new Answer(Heard: true, epoch);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogCannotAsk(options.Value.Cluster, e);
            return new Answer(Heard: false, Epoch: null);
        }
    }

    /// <summary>What the store said, if it said anything.</summary>
    internal readonly record struct Answer(bool Heard, long? Epoch);

    public async Task ResignAsync()
    {
        try
        {
            await memory.ResignAsync(options.Value.Cluster, self.Session, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogCannotAsk(options.Value.Cluster, e);
        }
    }

    public void TellLost(long epoch) => LogLost(options.Value.Cluster, epoch);

    [LoggerMessage(LogLevel.Information, "Leads the framework on {Cluster}, epoch {Epoch}")]
    private partial void LogLeads(string cluster, long epoch);

    [LoggerMessage(LogLevel.Warning, "Lost the lead of the framework on {Cluster}, epoch {Epoch}; slots stay, growth stops here")]
    private partial void LogLost(string cluster, long epoch);

    [LoggerMessage(LogLevel.Warning, "Cannot ask who leads the framework on {Cluster}; will ask again")]
    private partial void LogCannotAsk(string cluster, Exception exception);
}
