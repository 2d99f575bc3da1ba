using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Faas.Mesos.Executor.Runtimes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>The driver <c>sandbox</c>: each answer is known.</summary>
internal sealed class SandboxGround : IHostileGround
{
    public RuntimeCatalog? Catalog => null;

    public IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter)
    {
        var driver = new SandboxDriver(options, starter, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.SkipWhen(driver.FindMissing() is not null, $"sandbox cannot work here: {driver.FindMissing()}");
        return driver;
    }

    public void AssertRefused(string answer, string inSandbox) => Assert.Equal(inSandbox, answer);

    public string Choose(string inSandbox, string inDocker) => inSandbox;
}
