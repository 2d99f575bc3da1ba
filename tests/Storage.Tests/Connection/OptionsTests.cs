using Microsoft.Extensions.Options;

namespace Faas.Storage.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task A_key_that_would_outlive_what_it_stands_for_stops_the_start()
    {
        using var host = Hosting.Build("127.0.0.1:1", TimeProvider.System, ("Storage:KeepInvocations", "12:00:00"), ("Storage:KeepKeys", "12:00:01"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Storage:KeepKeys", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:KeepInvocations", refusal.Message, StringComparison.Ordinal);
    }
}
