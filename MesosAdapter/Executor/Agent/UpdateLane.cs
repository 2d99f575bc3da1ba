using System.Threading.Channels;
using Faas.Mesos.Protocol.Executing;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Hands status updates to the agent one after the other: it takes them in the order in which they arrive.</summary>
internal sealed partial class UpdateLane(AgentClient client, ILogger logger)
{
    private readonly Channel<Call.Types.Update> _updates = Channel.CreateUnbounded<Call.Types.Update>(new() { SingleReader = true });

    public void Send(Call.Types.Update update) => _updates.Writer.TryWrite(update);

    /// <summary>Sends until <paramref name="stream"/> ends. An update the agent does not take ends the stream: the next subscription brings all of them.</summary>
    public async Task RunAsync(CancellationTokenSource stream)
    {
        try
        {
            await foreach (var update in _updates.Reader.ReadAllAsync(stream.Token)) await SendAsync(update, stream.Token);
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            await stream.CancelAsync();
        }
    }

    /// <summary>Forgets what waits: it is told by the next subscription.</summary>
    public void Clear()
    {
        while (_updates.Reader.TryRead(out _)) { }
    }

    private async Task SendAsync(Call.Types.Update update, CancellationToken ct)
    {
        try
        {
            await client.SendAsync(update, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or TimeoutException)
        {
            LogUpdateLost(update.Status.TaskId.Value, e.Message);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "An update of {Task} did not arrive: {Reason}; subscribing again to repeat it")]
    private partial void LogUpdateLost(string task, string reason);
}
