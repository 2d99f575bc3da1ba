using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Isolation.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class ProcessDriverTests : IsolationDriverConformance
{
    private readonly Warnings<ProcessDriver> _warnings = new();

    private protected override IIsolationDriver Create(IOptions<ExecutorOptions> options, ProcessStarter starter) => new ProcessDriver(options, starter, _warnings);

    [Theory, InlineData(null, false, false), InlineData(null, true, true), InlineData("token", false, true)]
    public void On_a_cluster_it_must_be_asked_for_twice(string? standaloneToken, bool trusts, bool starts)
    {
        using var starter = new ProcessStarter();
        var options = Microsoft.Extensions.Options.Options.Create(new ExecutorOptions { StandaloneToken = standaloneToken, TrustEveryFunction = trusts });
        Assert.Equal(starts, Create(options, starter).FindMissing() is null);
    }

    [Fact]
    public async Task It_has_no_limits_and_says_so_at_each_start()
    {
        await using var executor = await CreateAsync();
        Assert.Contains("The driver 'process' does NOT isolate: functions run with this program's rights, and nothing limits their memory, processes or cores. Never use it for code of others", _warnings.Said);
        var (_, container) = await executor.StartWithAsync("exports.main = () => ({ mebibytes: Buffer.alloc(200 << 20, 1).length >> 20 })", memoryMiB: 128);
        Assert.Equal("""{"mebibytes":200}""", (await LocalExecutor.RunAsync(container)).Body);
    }

    private sealed class Warnings<T> : ILogger<T>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Said.Add(formatter(state, exception));
        }
    }
}
