using System.Diagnostics.Metrics;
using Faas.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>The scheduler as an invoker hosts it.</summary>
internal sealed class SchedulerHost(IHost host) : IAsyncDisposable
{
    public SlotDesk Slots { get; } = host.Services.GetRequiredService<SlotDesk>();

    public FrameworkTeardown Teardown { get; } = host.Services.GetRequiredService<FrameworkTeardown>();

    public IMeterFactory Meters { get; } = host.Services.GetRequiredService<IMeterFactory>();

    /// <summary>What it has logged.</summary>
    public LogLines Log { get; } = host.Services.GetRequiredService<LogLines>();

    public CapacityStatus Status => Slots.Describe() ?? throw new InvalidOperationException("It does not lead.");

    public static async Task<SchedulerHost> StartAsync(
        ISchedulerMemory memory, IEnumerable<Uri> masters, Dictionary<string, string?>? settings = null, OwnerLiveness? lives = null, TimeProvider? time = null)
    {
        var host = Build(memory, masters, settings, lives, time);
        await host.StartAsync();
        return new SchedulerHost(host);
    }

    /// <summary>Of which nothing runs: as a command sees it.</summary>
    public static SchedulerHost Idle(ISchedulerMemory memory, IEnumerable<Uri> masters) => new(Build(memory, masters));

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private static IHost Build(
        ISchedulerMemory memory, IEnumerable<Uri> masters, Dictionary<string, string?>? settings = null, OwnerLiveness? lives = null, TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mesos:User"] = Environment.UserName,
            ["Mesos:WarmSlots"] = "0",
            ["Mesos:HeadroomMiB"] = "0",
            ["Mesos:LeaderLease"] = "00:00:03",
            ["Mesos:OwnersSpeak"] = "00:00:00",
            ["Mesos:ReconnectDelay"] = "00:00:00.010",
            ["Mesos:Executor:Command"] = "/bin/false",
        });
        builder.Configuration.AddInMemoryCollection(masters.Select((master, index) => KeyValuePair.Create($"Mesos:Masters:{index}", (string?)master.ToString())));
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<LogLines>().AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LogLines>());
        builder.Services.AddSingleton(memory);
        if (lives is not null)
        {
            builder.Services.AddSingleton(lives);
        }
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }
        builder.AddMesosScheduler();
        return builder.Build();
    }
}
