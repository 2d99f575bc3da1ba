using System.Text.Json;
using System.Text.Json.Serialization;
using Faas.Contracts;

namespace Faas.Invoker.Capacity;

/// <summary>Asks for a slot. The answer is a <see cref="Slot"/>, when there is one.</summary>
internal sealed record TakeSlot(string Owner, SlotWish Wish);

/// <summary>Gives slots back, or says that they are held.</summary>
internal sealed record OwnedSlots(string Owner, IReadOnlyList<string> Slots);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TakeSlot))]
[JsonSerializable(typeof(OwnedSlots))]
[JsonSerializable(typeof(Slot))]
[JsonSerializable(typeof(SlotNews))]
internal sealed partial class SlotsJson : JsonSerializerContext;
