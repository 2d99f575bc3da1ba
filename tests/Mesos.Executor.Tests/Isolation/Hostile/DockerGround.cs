using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Runtimes;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>The driver <c>docker</c>: which error an engine's version and filter choose does not matter, as long as it is one.</summary>
internal sealed class DockerGround(DockerRuntimes runtimes) : IHostileGround
{
    public RuntimeCatalog? Catalog => runtimes.Catalog;

    public IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter)
    {
        Assert.SkipWhen(runtimes.Engine.Missing is not null, $"{runtimes.Engine.Missing}");
        var driver = DockerDriverTests.Create(runtimes, options.Value, starter);
        Assert.Null(driver.FindMissing());
        return driver;
    }

    public void AssertRefused(string answer, string inSandbox)
    {
        Assert.StartsWith("[", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("allowed", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("false", answer, StringComparison.Ordinal);
    }

    public string Choose(string inSandbox, string inDocker) => inDocker;
}
