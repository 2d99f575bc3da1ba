namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Waits for a fact that nothing announces.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static async Task IsTrueAsync(Func<bool> fact, string what)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (!fact())
            {
                await look.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not within {Limit}: {what}.");
        }
    }
}
