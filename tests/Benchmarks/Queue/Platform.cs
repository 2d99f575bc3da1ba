using Faas.Contracts;
using Faas.Invoker;
using Faas.Invoker.Direct;
using Faas.Invoker.Executors;

namespace Faas.Benchmarks.Queue;

/// <summary>An invoker as it ships, on a platform that has a slot for everybody at once.</summary>
internal static class Platform
{
    /// <summary>What the scheduler insists on knowing, and is never used.</summary>
    private static readonly string[] NoMesos = ["--Mesos:Executor:Command=/bin/false", "--Mesos:Masters:0=http://127.0.0.1:1"];

    /// <param name="containers"><c>instant</c>, or the addresses of containers that are there already, separated by commas.</param>
    public static WebApplication Build(string containers, string[] settings) => InvokerHost.Build([.. NoMesos, .. settings], builder =>
    {
        var instant = containers == "instant";
        builder.Services.AddSingleton<ISlotSource>(new EndlessSlots(instant ? [new("http://127.0.0.1:1")] : [.. containers.Split(',').Select(address => new Uri(address))]));
        builder.Services.AddSingleton<IContainerCalls>(services => instant ? new InstantContainers() : new RunningContainers(services.GetRequiredService<DirectCalls>()));
    });
}
