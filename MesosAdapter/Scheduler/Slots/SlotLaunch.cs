using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Turns wanted slots into tasks on held offers, and hands them to the <see cref="Launcher"/>.</summary>
internal sealed class SlotLaunch(
    CapacityLedger ledger, ExecutorBlueprint blueprint, Launcher launcher, PlacementChoice policy, TimeProvider time, IOptions<SlotOptions> options)
{
    /// <returns>How many of the wanted slots are on their way.</returns>
    public int Turn(IReadOnlyList<WantedSlot> wanted, DateTimeOffset now)
    {
        if (wanted.Count == 0 || ledger.Stream is not { } stream)
        {
            return 0;
        }
        return Placer.Place(wanted, ledger.Offers.Rooms, policy.Policy, ledger.Zones, now).Sum(placement => Launch(placement, stream, now));
    }

    private int Launch(Placement placement, Subscription stream, DateTimeOffset now)
    {
        var room = placement.Room;
        var basket = new ResourceBasket(placement.Offers.SelectMany(offer => offer.Resources));
        var executor = ledger.Executors.Current(room.Agent.Id, room.Role);
        var isNew = executor is null;
        if (executor is null)
        {
            var id = ledger.Executors.NewId(room.Agent.Id, room.Role, ledger.NewGeneration());
            executor = blueprint.Build(room, id, stream.FrameworkId, basket);
            ledger.Executors.Add(executor);
        }
        foreach (var offer in placement.Offers)
        {
            ledger.Offers.Remove(offer.Id);
        }
        var deadline = executor.IsUp ? options.Value.LaunchDeadline : options.Value.ExecutorLaunchDeadline;
        var launches = placement.Slots.Select(slot => Prepare(slot, room.Agent, executor, basket, now + deadline, now)).ToList();
        launcher.Launch(new LaunchOrder(stream, placement.Offers, launches, executor, isNew, now));
        return launches.Count;
    }

    private SlotLaunchTask Prepare(WantedSlot wanted, Agent agent, ExecutorEntry executor, ResourceBasket basket, DateTimeOffset deadline, DateTimeOffset now)
    {
        var memoryMiB = wanted.Wish.MemoryMiB;
        var id = SlotIds.New(memoryMiB, time.GetUtcNow());
        var slot = new Slot(id, executor.AgentId, executor.Address, memoryMiB);
        var entry = new SlotEntry(slot, executor.Id, (double)wanted.Amount.Cpus, SlotState.Starting, now)
        {
            Function = wanted.Wish.Function,
            Zone = agent.Zone,
            DueAt = deadline,
        };
        ledger.Slots.Add(entry);
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
}
