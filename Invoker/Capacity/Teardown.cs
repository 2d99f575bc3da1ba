using Faas.Mesos.Scheduler;

namespace Faas.Invoker.Capacity;

/// <summary>The command <c>teardown</c>: ends the framework of the configured Mesos cluster, with everything it runs there.</summary>
internal static class Teardown
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <returns>0 when it is gone; 1 when invokers still lead it, or the master was not to be had.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = InvokerHost.Build(args);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var framework = await app.Services.GetRequiredService<FrameworkTeardown>().RunAsync(patience.Token);
            Console.WriteLine(framework is null ? "There is no framework." : $"Framework {framework} is gone.");
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Not within {Patience}: is there an invoker that still leads, or no master?");
            return 1;
        }
    }
}
