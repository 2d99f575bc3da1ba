using System.Security.Cryptography;

namespace Faas.Mesos.Executor.Runs;

/// <summary>Tells this executor from those that were at its address before: what they had started it cannot know.</summary>
internal sealed class ExecutorLife
{
    public string Id { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);
}
