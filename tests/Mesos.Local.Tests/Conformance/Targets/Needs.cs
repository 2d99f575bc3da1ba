namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>What an item needs of the Mesos under test beyond one agent and default settings.</summary>
internal sealed record Needs
{
    public static readonly Needs Nothing = new();

    public int Agents { get; init; } = 1;

    /// <summary>A master with --offer_timeout.</summary>
    public bool OfferTimeout { get; init; }

    /// <summary>A master that asks frameworks for credentials.</summary>
    public bool Credentials { get; init; }

    /// <summary>A second master that does not lead.</summary>
    public bool Standby { get; init; }

    /// <summary>Resources of an agent reserved for <see cref="MesosUnderTest.ReservedRole"/> by its flags.</summary>
    public bool StaticReservation { get; init; }

    /// <summary>An agent whose process the test may stop and let go on.</summary>
    public bool AgentStop { get; init; }

    public bool AgentRestart { get; init; }

    public bool MasterRestart { get; init; }
}
