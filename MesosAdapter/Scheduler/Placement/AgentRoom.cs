namespace Faas.Mesos.Scheduler;

/// <summary>What is offered to us of one agent for one role, and whether our executor is there.</summary>
internal sealed record AgentRoom(string AgentId, string Role, ExecutorReadiness Executor, IReadOnlyList<HeldOffer> Offers);
