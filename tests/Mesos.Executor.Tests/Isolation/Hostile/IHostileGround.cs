using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Runtimes;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>Where hostile functions run: one isolation driver.</summary>
internal interface IHostileGround
{
    /// <summary>The runtimes it starts; <see langword="null"/> for those of this machine.</summary>
    RuntimeCatalog? Catalog { get; }

    /// <summary>Skips the test where the driver cannot work.</summary>
    IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter);

    /// <param name="answer">What a hostile function says of its attempts.</param>
    /// <param name="inSandbox">What it says in a sandbox.</param>
    void AssertRefused(string answer, string inSandbox);

    /// <summary>What differs, and is harmless.</summary>
    string Choose(string inSandbox, string inDocker);
}
