namespace Faas.IntegrationTests.Deployments;

/// <summary>Waits for facts of other processes, which tell nobody when they come true.</summary>
internal static class Eventually
{
    /// <summary>Looks until the answer is not <see langword="null"/>.</summary>
    /// <param name="otherwise">What to tell where it does not happen, as it is then.</param>
    /// <exception cref="TimeoutException">It never was; the message says what was awaited.</exception>
    public static async Task<T> GetAsync<T>(string awaited, Func<Task<T?>> look, TimeSpan? patience = null, Func<string>? otherwise = null) where T : class
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
                throw new TimeoutException($"This did not happen: {awaited}\n{otherwise?.Invoke()}".TrimEnd());
            }
        }
    }

    public static Task IsTrueAsync(string awaited, Func<Task<bool>> look, TimeSpan? patience = null, Func<string>? otherwise = null) =>
        GetAsync(awaited, async () => await look() ? "" : null, patience, otherwise);
}
