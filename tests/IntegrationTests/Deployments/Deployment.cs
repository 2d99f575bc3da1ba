using System.Net.Http.Json;
using System.Text.Json;

namespace Faas.IntegrationTests.Deployments;

/// <summary>A running system, reached as its users reach it.</summary>
public abstract class Deployment : IAsyncLifetime
{
    private HttpClient? _client;

    public HttpClient Client => _client!;

    public Uri Address { get; private set; } = null!;

    /// <summary>What its programs have printed, for a failed test to tell.</summary>
    public abstract string Output { get; }

    public async ValueTask InitializeAsync()
    {
        Address = await StartAsync();
        _client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        await Eventually.IsTrueAsync("the deployment is ready", IsReadyAsync, TimeSpan.FromSeconds(120), () => Output);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A name nobody else uses, so that tests share a deployment.</summary>
    public static string NewName(string prefix = "f") => $"{prefix}-{Guid.NewGuid():N}"[..24];

    protected abstract Task<Uri> StartAsync();

    protected abstract Task StopAsync();

    /// <summary>Ready once the gateway answers and an executor has told its kinds.</summary>
    private async Task<bool> IsReadyAsync()
    {
        try
        {
            var system = await Client.GetFromJsonAsync<JsonElement>("/system");
            return system.GetProperty("kinds").EnumerateArray().Any();
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return false;
        }
    }
}
