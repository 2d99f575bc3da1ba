namespace Faas.Mesos.Scheduler;

/// <summary>What a look into a slot has found, and left there.</summary>
internal abstract record SlotContent
{
    private SlotContent()
    {
    }

    /// <summary>Nothing, by now.</summary>
    internal sealed record Nothing : SlotContent;

    /// <summary>A container of an invoker that lives.</summary>
    internal sealed record Used(string Owner) : SlotContent;

    /// <summary>A warm container of one that is dead.</summary>
    internal sealed record Left(Orphan Orphan) : SlotContent;

    /// <summary>The same, in which something still runs: it ends, or its executor ends it.</summary>
    internal sealed record Unfinished : SlotContent;
}
