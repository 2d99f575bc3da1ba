using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Faas.Mesos.Local.Tests.Driving;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>
/// Items that hold on every Mesos: the same tests ask LocalMesos, always, and the master named by MESOS_MASTER. What they expect is
/// what Mesos' code and recordings of one say, never what LocalMesos happens to do.
/// </summary>
public abstract class ConformanceSuite : IAsyncDisposable
{
    private MesosUnderTest? _mesos;

    private protected static TimeSpan A => MesosUnderTest.A;

    private protected static TimeSpan Slack => MesosUnderTest.Slack;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected static TimeSpan Long { get; } = TimeSpan.FromSeconds(30);

    public async ValueTask DisposeAsync()
    {
        Verdicts.Note();
        if (_mesos is not null)
        {
            await _mesos.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    private protected async Task<MesosUnderTest> StartAsync(Needs? needs = null) => _mesos = await MesosUnderTest.StartAsync(needs ?? Needs.Nothing);

    /// <summary>An item's usual beginning: a framework, and an offer to it.</summary>
    private protected async Task<(MesosUnderTest Mesos, MesosDriver Driver, Offer Offer)> OfferedAsync(Needs? needs = null, FrameworkInfo? framework = null)
    {
        var mesos = await StartAsync(needs);
        var driver = await mesos.EnterAsync(framework);
        return (mesos, driver, await WholeAsync(mesos, driver));
    }

    /// <summary>The one offer there is; time passes where none has come at once.</summary>
    private protected static async Task<Offer> WholeAsync(MesosUnderTest mesos, MesosDriver driver)
    {
        await mesos.UntilOfferAsync(driver);
        return driver.Open[0];
    }

    private protected static async Task<HttpResponseMessage> PostAsync(
        MesosUnderTest mesos, string json, string? contentType = MediaTypes.Json, string path = MesosHttp.SchedulerPath, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(mesos.Master, path)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return await mesos.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }

    private protected static async Task<string> OperateAsync(MesosUnderTest mesos, string call)
    {
        using var response = await PostAsync(mesos, call, path: "/api/v1");
        var body = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, body);
        return body;
    }

    private protected static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        return response.StatusCode;
    }
}
