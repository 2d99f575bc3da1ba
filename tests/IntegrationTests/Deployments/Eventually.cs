namespace Faas.IntegrationTests.Deployments;

/// <summary>Waits for facts of other processes, which tell nobody when they come true.</summary>
internal static class Eventually
{
    /// <summary>Looks until the answer is not <see langword="null"/>.</summary>
    /// <exception cref="TimeoutException">It never was; the message says what was awaited.</exception>
    public static async Task<T> GetAsync<T>(string awaited, Func<Task<T?>> look, TimeSpan? patience = null) where T : class
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await look() is { } found) return found;
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"This did not happen: {awaited}");
            }
        }
    }

    public static Task IsTrueAsync(string awaited, Func<Task<bool>> look, TimeSpan? patience = null) =>
        GetAsync(awaited, async () => await look() ? "" : null, patience);
}
