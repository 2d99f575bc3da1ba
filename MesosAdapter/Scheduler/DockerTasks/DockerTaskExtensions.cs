using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Adds slots that are Docker tasks; they are used where <c>Mesos:Mode</c> says so.</summary>
internal static class DockerTaskExtensions
{
    public static IHostApplicationBuilder AddDockerTasks(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<DockerTaskOptions, DockerTaskOptionsValidator>().BindConfiguration(DockerTaskOptions.Section);
        services.AddSingleton<IValidateOptions<DockerTaskOptions>, DockerTaskOptionsRules>().AddSingleton<DockerTasks>().AddSingleton<DockerTaskBlueprint>();
        services.AddOptions<SlotOptions>().PostConfigure<DockerTasks, IOptions<DockerTaskOptions>>(Adapt);
        return builder;
    }

    // A container has code in it once it was used, and nobody knows of which image the next will be.
    private static void Adapt(SlotOptions slots, DockerTasks docker, IOptions<DockerTaskOptions> options)
    {
        if (docker.IsOn) (slots.TaskPerContainer, slots.WarmSlots, slots.LaunchDeadline) = (true, 0, options.Value.LaunchDeadline);
    }
}
