using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation.Hostile;

/// <summary>The hostile suite against the driver <c>sandbox</c>.</summary>
public abstract class SandboxHostility : HostileSuite
{
    private protected override IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter) => new SandboxDriver(options, starter, TimeProvider.System, NullLoggerFactory.Instance);
}
