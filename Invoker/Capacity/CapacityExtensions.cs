using Faas.Mesos.Scheduler;

namespace Faas.Invoker.Capacity;

/// <summary>Where slots come from.</summary>
internal static class CapacityExtensions
{
    public static void AddCapacity(this WebApplicationBuilder builder)
    {
        builder.AddMesosScheduler();
        builder.Services.AddSingleton<ClusterToken>();
        builder.Services.AddHostedService<SlotLossWatcher>();
    }
}
