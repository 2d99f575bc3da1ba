using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_store_as_it_should_be_lets_the_process_start_and_is_healthy()
    {
        await _host.StartAsync(Ct);

        Assert.Equal(HealthStatus.Healthy, (await Get<HealthCheckService>().CheckHealthAsync(Ct)).Status);
        await _host.StopAsync(Ct);
    }

    [Fact]
    public async Task A_server_that_lost_its_scripts_gets_them_again()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));

        await Raw.ExecuteAsync("SCRIPT", "FLUSH");
        await EnqueueAsync(function);
        await Raw.ExecuteAsync("SCRIPT", "FLUSH");
        await FinishAsync(claim);
        await Raw.ExecuteAsync("SCRIPT", "FLUSH");

        await ClaimAsync(function, await LeaseAsync(function));
    }
}
