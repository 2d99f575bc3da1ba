using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class ProcessDriverTests : IsolationDriverConformance
{
    private protected override bool HasLimits => false;

    private protected override IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter) => new ProcessDriver(options, starter, NullLogger<ProcessDriver>.Instance);

    [Theory, InlineData(null, false, false), InlineData(null, true, true), InlineData("token", false, true)]
    public void On_a_cluster_it_must_be_asked_for_twice(string? standaloneToken, bool trusts, bool starts)
    {
        using var starter = new ProcessStarter();
        var options = Microsoft.Extensions.Options.Options.Create(new ExecutorOptions { StandaloneToken = standaloneToken, TrustEveryFunction = trusts });
        Assert.Equal(starts, Create(options, starter).FindMissing() is null);
    }
}
