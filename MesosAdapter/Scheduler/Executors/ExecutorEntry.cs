using Faas.Contracts;
using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler;

/// <summary>One generation of our executor on one agent. Guarded by the ledger's gate.</summary>
/// <param name="info">As it was first sent; <see langword="null"/> when it was not remembered, so that no slot can be added to it.</param>
internal sealed class ExecutorEntry(string id, string agentId, string role, Uri address, ExecutorInfo? info)
{
    public string Id { get; } = id;

    public string AgentId { get; } = agentId;

    public string Role { get; } = role;

    public Uri Address { get; } = address;

    public ExecutorInfo? Info { get; } = info;

    /// <summary>Whether one of its slots has been seen running.</summary>
    public bool IsUp { get; set; }

    /// <summary>Whether it is asked, or has been asked, what it can run.</summary>
    public bool IsDescribed { get; set; }

    /// <summary>What it can run; empty until it has said so.</summary>
    public IReadOnlyList<KindStatus> Kinds { get; set; } = [];

    /// <summary>The images of its agent, as it told last.</summary>
    public IReadOnlyList<ImageStatus> Images { get; set; } = [];
}
