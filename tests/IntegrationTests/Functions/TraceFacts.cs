using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>One invocation can be followed through the logs of every process it passes.</summary>
public sealed class TraceFacts(SplitDeployment deployment) : IClassFixture<SplitDeployment>
{
    [Fact]
    public async Task Gateway_invoker_executor_and_function_tell_one_trace_and_one_invocation()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var name = await deployment.DeployAsync("exports.main = () => ({trace: process.env.__OW_TRACEPARENT})");
        var answer = await deployment.InvokeAsync(name, traceParent: $"00-{trace}-00f067aa0ba902b7-01");
        Assert.Contains(trace, answer.Json.GetProperty("trace").GetString(), StringComparison.Ordinal);
        var id = answer.Headers["X-Invocation-Id"];
        foreach (var (who, output) in new (string, Func<string>)[] { ("gateway", () => deployment.GatewayOutput), ("invoker", () => deployment.InvokerOutput), ("executor", () => deployment.ExecutorOutput) })
        {
            // Logs are written behind what they tell.
            await Eventually.IsTrueAsync($"the {who} logs trace and invocation in one line",
                () => Task.FromResult(output().Split('\n').Any(line => line.Contains(trace, StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal))));
        }
    }
}
