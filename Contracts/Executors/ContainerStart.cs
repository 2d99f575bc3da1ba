namespace Faas.Contracts;

/// <summary>Body of <c>PUT /containers/{id}</c>: make a container in an empty slot, its runtime up and no code in it.</summary>
/// <param name="Slot">The slot (Mesos task id) it lives in; an executor knows the slots it was given.</param>
/// <param name="Kind">The runtime.</param>
/// <param name="MemoryMiB">Its memory limit; at most the slot's.</param>
/// <param name="Concurrency">How many runs it will be asked for at a time.</param>
/// <param name="Owner">The session of the invoker that asks; told in <c>GET /containers</c>, so a new owner finds what a dead one left.</param>
/// <param name="Function">The function it is meant for, for people who look; <see langword="null"/> for a prewarm.</param>
public sealed record ContainerStart(string Slot, string Kind, int MemoryMiB, int Concurrency, string Owner, string? Function)
{
    /// <summary>The user's own image, for the kind <c>blackbox</c> alone.</summary>
    public string? Image { get; init; }

    /// <summary>The revision that it will be given the code of; an invoker of before this existed names none, and its containers pass to nobody.</summary>
    public string? Revision { get; init; }

    /// <summary>What the function may reach; an invoker of before this existed names nothing, which is <see cref="FunctionNetwork.Outbound"/>.</summary>
    public FunctionNetwork Network { get; init; }
}

/// <summary>201 of <c>PUT /containers/{id}</c>.</summary>
/// <param name="StartMicros">From the request to a runtime that accepts connections, in microseconds.</param>
/// <param name="Ahead">How many runs it may be asked for beyond those it takes at a time; they wait in it for their turn.</param>
public sealed record ContainerStarted(long StartMicros, int Ahead = 0)
{
    /// <summary>Which of the executors that were at this address answers: each start of one gives it another. Empty from an executor of before this existed.</summary>
    public string Life { get; init; } = "";
}
