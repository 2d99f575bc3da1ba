using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Turns wanted slots into tasks on held offers, and hands them to the <see cref="Launcher"/>.</summary>
internal sealed class SlotLaunch(
    CapacityLedger ledger, ExecutorBlueprint blueprint, DockerTasks docker, DockerTaskBlueprint container, Launcher launcher, PlacementChoice policy, TimeProvider time, IOptions<SlotOptions> options)
{
    /// <returns>How many of the wanted slots are on their way.</returns>
    public int Turn(IReadOnlyList<WantedSlot> wanted, DateTimeOffset now)
    {
        if (wanted.Count == 0 || ledger.Stream is not { } stream)
        {
            return 0;
        }
        return Placer.Place(wanted, ledger.Agents.Rooms, policy.Policy, ledger.Zones, now).Sum(placement => Launch(placement, stream, now));
    }

    private int Launch(Placement placement, Subscription stream, DateTimeOffset now)
    {
        var basket = new ResourceBasket(placement.Offers.SelectMany(offer => offer.Resources));
        var (newExecutor, launches) = docker.IsOn ? (null, OfContainers(placement, basket, now)) : OnExecutor(placement, stream, basket, now);
        foreach (var offer in placement.Offers)
        {
            ledger.Offers.Remove(offer.Id);
        }
        launcher.Launch(new LaunchOrder(stream, placement.Offers, launches, placement.Room.Agent.Id, newExecutor, now));
        return launches.Count;
    }

    private (ExecutorEntry? New, List<SlotLaunchTask> Launches) OnExecutor(Placement placement, Subscription stream, ResourceBasket basket, DateTimeOffset now)
    {
        var room = placement.Room;
        var executor = ledger.Executors.Current(room.Agent.Id, room.Role);
        var isNew = executor is null;
        if (executor is null)
        {
            var id = ledger.Executors.NewId(room.Agent.Id, room.Role, ledger.NewGeneration());
            executor = blueprint.Build(room, id, stream.FrameworkId, basket);
            ledger.Executors.Add(executor);
        }
        var deadline = now + (executor.IsUp ? options.Value.LaunchDeadline : options.Value.ExecutorLaunchDeadline);
        return (isNew ? executor : null, [.. placement.Slots.Select(slot => Prepare(slot, room.Agent, executor, basket, deadline, now))]);
    }

    private SlotLaunchTask Prepare(WantedSlot wanted, Agent agent, ExecutorEntry executor, ResourceBasket basket, DateTimeOffset deadline, DateTimeOffset now)
    {
        var memoryMiB = wanted.Wish.MemoryMiB;
        var id = SlotIds.New(memoryMiB, time.GetUtcNow());
        var entry = Enter(new Slot(id, executor.AgentId, executor.Address, memoryMiB), executor.Id, wanted, agent, deadline, now);
        var task = new TaskInfo
        {
            Name = $"faas slot {memoryMiB} MiB",
            TaskId = new TaskID { Value = id },
            AgentId = new AgentID { Value = executor.AgentId },
            Executor = executor.Info,
            Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new SlotGrant(ledger.Token, memoryMiB), ContractsJson.Default.SlotGrant)),
        };
        task.Resources.AddRange(basket.Take(wanted.Amount));
        return new SlotLaunchTask(entry, task);
    }

    // As many as there are ports for; the others find theirs in another offer.
    private List<SlotLaunchTask> OfContainers(Placement placement, ResourceBasket basket, DateTimeOffset now)
    {
        var launches = new List<SlotLaunchTask>();
        foreach (var wanted in placement.Slots.TakeWhile(_ => basket.HasPort))
        {
            var agent = placement.Room.Agent;
            var id = SlotIds.New(wanted.Wish.MemoryMiB, time.GetUtcNow());
            var (resource, port) = basket.TakePort(ExecutorIds.Spread(id));
            var address = new UriBuilder(Uri.UriSchemeHttp, placement.Offers[0].Host, port).Uri;
            var entry = Enter(new Slot(id, agent.Id, address, wanted.Wish.MemoryMiB), id, wanted, agent, now + options.Value.LaunchDeadline, now);
            var task = container.Build(id, agent, wanted, port);
            task.Resources.AddRange([.. basket.Take(wanted.Amount), resource]);
            launches.Add(new SlotLaunchTask(entry, task));
        }
        return launches;
    }

    private SlotEntry Enter(Slot slot, string executorId, WantedSlot wanted, Agent agent, DateTimeOffset deadline, DateTimeOffset now)
    {
        var entry = new SlotEntry(slot, executorId, (double)wanted.Amount.Cpus, SlotState.Starting, now)
        {
            Function = wanted.Wish.Function,
            Image = wanted.Wish.Image,
            Zone = agent.Zone,
            DueAt = deadline,
        };
        ledger.Slots.Add(entry);
        return entry;
    }
}
