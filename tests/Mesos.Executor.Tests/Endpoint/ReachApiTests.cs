using System.Net.Http.Json;
using Faas.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Executor.Tests.Endpoint;

public sealed class ReachApiTests
{
    [Fact]
    public async Task It_tells_whether_it_reaches_an_invoker_and_why_not()
    {
        await using var host = await ExecutorHost.StartAsync(["--standalone-token", "token"]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var invoker = builder.Build();
        invoker.Urls.Add("http://127.0.0.1:0");
        invoker.MapGet("/health/live", () => "ok");
        await invoker.StartAsync(TestContext.Current.CancellationToken);

        Assert.Null(await AskAsync(host, new(invoker.Urls.Single())));
        Assert.Equal("it answered 401", await AskAsync(host, host.Client.BaseAddress!));
        Assert.Contains("refused", await AskAsync(host, new("http://127.0.0.1:1")), StringComparison.Ordinal);
    }

    private static async Task<string?> AskAsync(ExecutorHost host, Uri invoker)
    {
        var response = await host.Client.PostAsJsonAsync("/reach", new ReachQuestion(invoker), ContractsJson.Default.ReachQuestion, TestContext.Current.CancellationToken);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ContractsJson.Default.ReachAnswer, TestContext.Current.CancellationToken))!.Failure;
    }
}
