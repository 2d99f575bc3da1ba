using Faas.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Adds the Mesos framework to an invoker.</summary>
public static class SchedulerExtensions
{
    /// <summary>
    /// Adds the <see cref="SlotDesk"/> and what serves it. Needs an <see cref="ISchedulerMemory"/>; an <see cref="OwnerLiveness"/>,
    /// where one is registered, tells which owners of slots live, and a <see cref="LeaderSelf"/> who this process is to them. An <see cref="OwnAddress"/> says where
    /// agents fetch an archive that this process serves.
    /// </summary>
    public static IHostApplicationBuilder AddMesosScheduler(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<OwnAddress>(static () => null);
        builder.Services.TryAddSingleton<OwnerLiveness>(static (_, _) => ValueTask.FromResult(false));
        builder.Services.TryAddSingleton(LeaderSelf.Alone());
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<SchedulerMetrics>();
        return builder.AddMaster().AddFramework().AddExecutors().AddDockerTasks().AddOffers().AddSlots();
    }

    private static IHostApplicationBuilder AddMaster(this IHostApplicationBuilder builder)
    {
        builder.AddValidated<MasterOptions, MasterOptionsValidator>(FrameworkOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<MasterOptions>, MasterOptionsRules>();
        builder.Services.AddSingleton<MasterCalls>().AddSingleton<MasterClient>().AddHostedService<ClusterGauge>();
        return builder;
    }

    private static IHostApplicationBuilder AddFramework(this IHostApplicationBuilder builder)
    {
        builder.AddValidated<FrameworkOptions, FrameworkOptionsValidator>(FrameworkOptions.Section);
        builder.Services.AddSingleton<SchedulerStore>().AddSingleton<LeaderLease>().AddSingleton<FrameworkIdentity>().AddSingleton<FrameworkRestore>()
            .AddSingleton<MasterSubscriber>().AddSingleton<MasterEvents>().AddSingleton<SessionLedger>().AddSingleton<FrameworkSession>()
            .AddHostedService<FrameworkLoop>();
        return builder;
    }

    private static IHostApplicationBuilder AddExecutors(this IHostApplicationBuilder builder)
    {
        builder.AddValidated<ExecutorOptions, ExecutorOptionsValidator>(ExecutorOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<ExecutorOptions>, ExecutorOptionsRules>().AddSingleton<ExecutorArchive>();
        builder.Services.AddSingleton<ExecutorBlueprint>().AddSingleton<ExecutorClient>().AddSingleton<ExecutorInquiry>().AddSingleton<ExecutorRecall>();
        return builder;
    }

    private static IHostApplicationBuilder AddOffers(this IHostApplicationBuilder builder)
    {
        builder.AddValidated<OfferOptions, OfferOptionsValidator>(FrameworkOptions.Section);
        builder.AddValidated<PlacementOptions, PlacementOptionsValidator>(FrameworkOptions.Section);
        builder.Services.AddSingleton<IPlacementPolicy, BinpackPlacement>().AddSingleton<IPlacementPolicy, SpreadPlacement>().AddSingleton<PlacementChoice>();
        builder.Services.AddSingleton<OfferKeeper>().AddSingleton<OfferIntake>().AddSingleton<InverseOffers>();
        return builder;
    }

    private static IHostApplicationBuilder AddSlots(this IHostApplicationBuilder builder)
    {
        builder.AddValidated<SlotOptions, SlotOptionsValidator>(FrameworkOptions.Section);
        builder.Services.AddSingleton<CapacityLedger>().AddSingleton<SlotReconciler>().AddSingleton<SlotClock>().AddSingleton<SlotKill>().AddSingleton<SlotAbandon>().AddSingleton<OwnerSweep>().AddSingleton<AgentSweep>().AddSingleton<ExecutorSweep>().AddSingleton<SlotEnd>().AddSingleton<SlotCheck>()
            .AddSingleton<SlotGrowth>().AddSingleton<SlotLaunch>().AddSingleton<StatusUpdates>().AddSingleton<SlotAdoption>().AddSingleton<Launcher>()
            .AddHostedService(services => services.GetRequiredService<Launcher>()).AddHostedService<CapacityLoop>();
        builder.Services.AddSingleton(services => new SlotDesk(
            services.GetRequiredService<CapacityLedger>(), services.GetRequiredService<DockerTasks>(), services.GetRequiredService<SlotKill>(), services.GetRequiredService<SlotAbandon>(),
            services.GetRequiredService<SchedulerMetrics>(), services.GetRequiredService<IOptions<SlotOptions>>(), services.GetRequiredService<IOptions<FrameworkOptions>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new FrameworkTeardown(
            services.GetRequiredService<ISchedulerMemory>(), services.GetRequiredService<FrameworkRestore>(), services.GetRequiredService<MasterSubscriber>(),
            services.GetRequiredService<IOptions<FrameworkOptions>>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>()));
        return builder;
    }

    private static void AddValidated<TOptions, TValidator>(this IHostApplicationBuilder builder, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions> =>
        builder.Services.AddOptionsWithValidateOnStart<TOptions, TValidator>().BindConfiguration(section);
}
