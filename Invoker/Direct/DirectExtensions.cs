using Faas.Invoker.Executors;
using Faas.Mesos.Scheduler;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Direct;

/// <summary>Reaches containers as the configured sort of slots wants it.</summary>
internal static class DirectExtensions
{
    public static void AddContainerCalls(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<DirectOptions, DirectOptionsValidator>().BindConfiguration(DirectOptions.Section);
        builder.Services.AddSingleton<ExecutorClient>().AddSingleton<ListenProbe>().AddSingleton<InitBody>().AddSingleton<DirectCalls>();
        builder.Services.AddSingleton<IContainerCalls>(services => services.GetRequiredService<IOptions<FrameworkOptions>>().Value.Mode switch
        {
            SlotMode.Docker => services.GetRequiredService<DirectCalls>(),
            _ => services.GetRequiredService<ExecutorClient>(),
        });
    }
}
