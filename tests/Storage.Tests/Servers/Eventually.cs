using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Faas.Storage.Tests;

/// <summary>Waits for a fact that the store's own clock or another process brings about.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static async Task HoldsAsync(Func<Task<bool>> fact, [CallerArgumentExpression(nameof(fact))] string? what = null)
    {
        var watch = Stopwatch.StartNew();
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await fact())
        {
            if (watch.Elapsed > Limit) Assert.Fail($"In {Limit.TotalSeconds} s it did not come about that {what}.");
            await again.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(Func<bool> fact, [CallerArgumentExpression(nameof(fact))] string? what = null) =>
        HoldsAsync(() => Task.FromResult(fact()), what);

    /// <summary>The same for a value that is there one day.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> value, [CallerArgumentExpression(nameof(value))] string? what = null) where T : class
    {
        T? found = null;
        await HoldsAsync(async () => (found = await value()) is not null, what);
        return found!;
    }
}
