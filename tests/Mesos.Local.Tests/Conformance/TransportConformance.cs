using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Faas.Mesos.Local.Tests.Driving;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>Requests and their answers.</summary>
public sealed class TransportConformance : ConformanceSuite
{
    private const string Subscribe = """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"f","roles":["faas"],"capabilities":[{"type":"MULTI_ROLE"}]}}}""";

    [Item(1, "SUBSCRIBE without Content-Type 400; text/plain 415; Accept image/png 406; GET 405")]
    public async Task Transport()
    {
        var mesos = await StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(mesos, Subscribe, contentType: null)));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(PostAsync(mesos, Subscribe, "text/plain")));
        Assert.Equal(HttpStatusCode.NotAcceptable, await StatusAsync(PostAsync(mesos, Subscribe, headers: ("Accept", "image/png"))));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(mesos.Http.GetAsync(new Uri(mesos.Master, MesosHttp.SchedulerPath), Ct)));
    }

    [Item(2, "SUBSCRIBE with a stream id 400")]
    public async Task StreamIdOnSubscribe()
    {
        var mesos = await StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(mesos, Subscribe, headers: (MesosHttp.StreamIdHeader, "x"))));
    }

    [Item(3, "A call without framework_id 400, of an unknown framework 400, of one that is disconnected 403")]
    public async Task WhoCalls()
    {
        var mesos = await StartAsync();
        var driver = await mesos.EnterAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(mesos, """{"type":"REVIVE"}""")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(mesos, """{"type":"REVIVE","framework_id":{"value":"nobody"}}""")));
        driver.Disconnect();
        await mesos.UntilAsync("403 for a disconnected framework", async () => (await driver.TryCallAsync(new() { Type = CallType.Revive })).Status == HttpStatusCode.Forbidden, Long);
    }

    [Item(4, "A call without stream id 400, with a stale one 400")]
    public async Task StreamId()
    {
        var mesos = await StartAsync();
        var driver = await mesos.EnterAsync();
        var revive = """{"type":"REVIVE","framework_id":{"value":"ID"}}""".Replace("ID", driver.Id.Value, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(mesos, revive)));
        await mesos.EnterAsync(Given.Framework(driver.Id.Value));
        Assert.Equal(HttpStatusCode.BadRequest, (await driver.TryCallAsync(new() { Type = CallType.Revive })).Status);
    }

    [Item(5, "First SUBSCRIBED with a heartbeat interval of 15 s, then at once HEARTBEAT")]
    public async Task FirstEvents()
    {
        var mesos = await StartAsync();
        var driver = await mesos.SubscribeAsync(Given.Framework());

        Assert.Equal(15, (await driver.NextAsync(Type.Subscribed)).Subscribed.HeartbeatIntervalSeconds);
        await driver.NextAsync(Type.Heartbeat);
        Assert.Equal([Type.Subscribed, Type.Heartbeat], driver.Seen.Take(2).Select(e => e.Type));
    }

    [Item(6, "An id chosen by the framework is adopted")]
    public async Task ChosenId()
    {
        var mesos = await StartAsync();
        var id = $"faas-{Guid.NewGuid():n}";

        Assert.Equal(id, (await mesos.EnterAsync(Given.Framework(id))).Id.Value);
    }

    [Item(8, "An invalid role: 200, an ERROR event, end of stream")]
    public async Task InvalidRole()
    {
        var mesos = await StartAsync();
        var framework = Given.Framework();
        framework.Roles[0] = "a//b";

        var driver = await mesos.SubscribeAsync(framework);

        await driver.NextAsync(Type.Error);
        await driver.EndOfStreamAsync();
        Assert.Single(driver.Seen);
    }

    [Item(9, "Names in camelCase are ignored, so that what is required is missing: 400")]
    public async Task CamelCase()
    {
        var mesos = await StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(mesos, Subscribe.Replace("framework_info", "frameworkInfo", StringComparison.Ordinal))));
    }

    [Item(47, "A standby answers 307 with a Location that begins with //")]
    public async Task Standby()
    {
        var mesos = await StartAsync(new() { Standby = true });

        using var response = await mesos.Http.PostAsync(new Uri(mesos.Standby, MesosHttp.SchedulerPath), new StringContent(Subscribe, Encoding.UTF8, MediaTypes.Json), Ct);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        // A master names its host as it was told to or as it finds itself: whatever the name, it must lead to the one that leads.
        var location = response.Headers.GetValues("Location").Single();
        Assert.StartsWith("//", location, StringComparison.Ordinal);
        var leader = new Uri($"{mesos.Master.Scheme}:{location}");
        Assert.Equal(mesos.Master.Port, leader.Port);
        Assert.EndsWith(MesosHttp.SchedulerPath, leader.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(mesos.Http.GetAsync(leader, Ct)));
    }

    [Item(48, "Wrong credentials 401; another principal in FrameworkInfo 400")]
    public async Task Credentials()
    {
        var mesos = await StartAsync(new() { Credentials = true });
        var (principal, secret) = mesos.Credential;

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(PostAsync(mesos, Subscribe)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(PostAsync(mesos, Subscribe, headers: Basic(principal, secret + "x"))));
        var foreign = Subscribe.Replace("\"name\"", "\"principal\":\"somebody else\",\"name\"", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(mesos, foreign, headers: Basic(principal, secret))));
        var own = Subscribe.Replace("\"name\"", $"\"principal\":\"{principal}\",\"name\"", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(PostAsync(mesos, own, headers: Basic(principal, secret))));
    }

    private static (string, string) Basic(string principal, string secret) =>
        ("Authorization", new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{principal}:{secret}"))).ToString());
}
