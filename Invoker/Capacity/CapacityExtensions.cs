using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Faas.Storage;

namespace Faas.Invoker.Capacity;

/// <summary>Where slots come from.</summary>
internal static class CapacityExtensions
{
    public static void AddCapacity(this WebApplicationBuilder builder)
    {
        builder.AddMesosScheduler();
        var services = builder.Services;
        // A new leader leaves alone what other invokers run in the slots it takes over.
        services.AddSingleton<OwnerLiveness>(provider => async (session, ct) => await provider.GetRequiredService<SessionStore>().IsAliveAsync(session, ct));
        services.AddSingleton(provider => new LeaderSelf(provider.GetRequiredService<InvokerIdentity>().Session, ct => ListeningAsync(provider, ct)));
        services.AddSingleton<OwnAddress>(provider => () => provider.GetRequiredService<InvokerIdentity>().Address);
        services.AddOptionsWithValidateOnStart<SharingOptions, SharingOptionsValidator>().BindConfiguration(SharingOptions.Section);
        services.AddSingleton<ClusterToken>().AddSingleton<LeaderFinder>().AddSingleton<LeaderSlots>().AddSingleton<UsedExecutors>().AddSingleton<HeldSlots>();
        services.AddSingleton<ISlotSource>(provider => provider.GetRequiredService<HeldSlots>());
        services.AddHostedService(provider => provider.GetRequiredService<UsedExecutors>()).AddHostedService(provider => provider.GetRequiredService<HeldSlots>());
        services.AddHostedService<SlotLossWatcher>().AddHostedService<ShortageRelief>();
    }

    // The server's addresses are known once the application has started.
    private static async Task<Uri?> ListeningAsync(IServiceProvider provider, CancellationToken ct)
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => listens.TrySetResult());
        await listens.Task.WaitAsync(ct);
        return provider.GetRequiredService<InvokerIdentity>().Address;
    }
}
