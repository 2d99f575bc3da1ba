using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Slots to launch in one ACCEPT.</summary>
/// <param name="Room">Where.</param>
/// <param name="Offers">The offers to accept whole; the smallest set found that covers the slots.</param>
/// <param name="Slots">What to launch.</param>
internal sealed record Placement(AgentRoom Room, IReadOnlyList<HeldOffer> Offers, IReadOnlyList<WantedSlot> Slots);

/// <summary>A slot that somebody waits for.</summary>
internal readonly record struct WantedSlot(SlotWish Wish, Amount Amount);
