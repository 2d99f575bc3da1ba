using Faas.Mesos.Scheduler;
using Faas.Storage;

namespace Faas.Invoker.Capacity;

/// <summary>Where slots come from.</summary>
internal static class CapacityExtensions
{
    public static void AddCapacity(this WebApplicationBuilder builder)
    {
        builder.AddMesosScheduler();
        // A new leader leaves alone what other invokers run in the slots it takes over.
        builder.Services.AddSingleton<OwnerLiveness>(services => async (session, ct) => await services.GetRequiredService<SessionStore>().IsAliveAsync(session, ct));
        builder.Services.AddSingleton<OwnAddress>(services => () => services.GetRequiredService<InvokerIdentity>().Address);
        builder.Services.AddSingleton<ClusterToken>();
        builder.Services.AddHostedService<SlotLossWatcher>();
    }
}
