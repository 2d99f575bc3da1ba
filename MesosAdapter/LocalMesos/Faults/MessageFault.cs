namespace Faas.Mesos.Local.Faults;

/// <summary>What is done to a message.</summary>
public enum MessageFate
{
    /// <summary>It never arrives. Who makes a call that is lost sees the connection break, and cannot know whether it was handled.</summary>
    Lose,

    /// <summary>A call is handled, but its answer is lost; on other hops as <see cref="Lose"/>.</summary>
    LoseAnswer,

    /// <summary>It arrives late; later messages overtake it.</summary>
    Delay,

    /// <summary>It arrives twice.</summary>
    Repeat,
}

/// <summary>A fault for the next messages of a kind.</summary>
/// <param name="Hop">Where.</param>
/// <param name="Fate">What happens to them.</param>
/// <param name="Type">Of which type, such as UPDATE; null: of any.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Delay">For <see cref="MessageFate.Delay"/>.</param>
public sealed record MessageFault(Hop Hop, MessageFate Fate, string? Type = null, int Count = 1, TimeSpan Delay = default);
