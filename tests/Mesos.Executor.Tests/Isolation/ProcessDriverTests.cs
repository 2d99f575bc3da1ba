using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class ProcessDriverTests : IsolationDriverConformance
{
    private protected override bool LimitsMemory => false;

    private protected override IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter) => new ProcessDriver(options, starter, NullLogger<ProcessDriver>.Instance);
}
