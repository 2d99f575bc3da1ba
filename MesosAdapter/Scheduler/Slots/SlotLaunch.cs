using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Turns wanted slots into tasks on held offers, and hands them to the <see cref="Launcher"/>.</summary>
internal sealed class SlotLaunch(
    CapacityLedger ledger, ExecutorBlueprint blueprint, Launcher launcher, TimeProvider time, IOptions<SlotOptions> options)
{
    /// <returns>How many of the wanted slots are on their way.</returns>
    public int Turn(IReadOnlyList<WantedSlot> wanted, DateTimeOffset now)
    {
        if (wanted.Count == 0 || ledger.Stream is not { } stream)
        {
            return 0;
        }
        var rooms = ledger.Offers.All
            .Where(offer => !ledger.IsPenalised(offer.AgentId, now))
            .GroupBy(offer => (offer.AgentId, offer.Role))
            .Select(group => new AgentRoom(group.Key.AgentId, group.Key.Role, ReadinessOf(group.Key.AgentId, group.Key.Role), group.ToList()))
            .ToList();
        return Placer.Place(wanted, rooms, blueprint.Amount).Sum(placement => Launch(placement, stream, now));
    }

    private ExecutorReadiness ReadinessOf(string agentId, string role) => ledger.Executors.Current(agentId, role) switch
    {
        null => ExecutorReadiness.None,
        { IsUp: true } => ExecutorReadiness.Running,
        _ => ExecutorReadiness.Starting,
    };

    private int Launch(Placement placement, Subscription stream, DateTimeOffset now)
    {
        var room = placement.Room;
        var basket = new ResourceBasket(placement.Offers.SelectMany(offer => offer.Resources));
        var executor = ledger.Executors.Current(room.AgentId, room.Role);
        var isNew = executor is null;
        if (executor is null)
        {
            var id = ledger.Executors.NewId(room.AgentId, room.Role, ledger.NewGeneration());
            executor = blueprint.Build(room, id, stream.FrameworkId, basket);
            ledger.Executors.Add(executor);
        }
        foreach (var offer in placement.Offers)
        {
            ledger.Offers.Remove(offer.Id);
        }
        var deadline = executor.IsUp ? options.Value.LaunchDeadline : options.Value.ExecutorLaunchDeadline;
        var launches = placement.Slots.Select(slot => Prepare(slot, executor, basket, now + deadline, now)).ToList();
        launcher.Launch(new LaunchOrder(stream, placement.Offers, launches, executor, isNew));
        return launches.Count;
    }

    private SlotLaunchTask Prepare(WantedSlot wanted, ExecutorEntry executor, ResourceBasket basket, DateTimeOffset deadline, DateTimeOffset now)
    {
        var id = $"slot-{Guid.CreateVersion7(time.GetUtcNow()):n}";
        var slot = new Slot(id, executor.AgentId, executor.Address, wanted.MemoryMiB);
        var entry = new SlotEntry(slot, executor.Id, (double)wanted.Amount.Cpus, SlotState.Starting, now) { DueAt = deadline };
        ledger.Slots.Add(entry);
        var task = new TaskInfo
        {
            Name = $"faas slot {wanted.MemoryMiB} MiB",
            TaskId = new TaskID { Value = id },
            AgentId = new AgentID { Value = executor.AgentId },
            Executor = executor.Info,
            Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new SlotGrant(ledger.Token, wanted.MemoryMiB), ContractsJson.Default.SlotGrant)),
        };
        task.Resources.AddRange(basket.Take(wanted.Amount));
        return new SlotLaunchTask(entry, task);
    }
}
