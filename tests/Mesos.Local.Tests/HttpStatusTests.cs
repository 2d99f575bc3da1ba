using System.Net.Http.Headers;
using System.Text;
using Faas.Mesos.Local.Tests.Driving;

namespace Faas.Mesos.Local.Tests;

/// <summary>Wrong requests are answered as a real master answered them, word for word.</summary>
public sealed class HttpStatusTests
{
    private const string Framework = """{"user":"root","name":"f","roles":["faas"],"capabilities":[{"type":"MULTI_ROLE"}]}""";

    [Fact]
    public async Task Every_recorded_answer_is_given()
    {
        await using var cluster = await Cluster.StartAsync();
        var recorded = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Recordings", "http-status.txt"), TestContext.Current.CancellationToken);
        var answers = recorded.Where(l => l.Contains(" => ", StringComparison.Ordinal)).ToList();

        Assert.Equal(answers, await Task.WhenAll(answers.Select(l => AnswerAsync(cluster, l.Split(" => ")[0]))));
    }

    [Fact]
    public async Task Redirect_names_the_leader_without_a_scheme()
    {
        await using var cluster = await Cluster.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        using var response = await http.GetAsync(new Uri(cluster.Master, "/redirect"), TestContext.Current.CancellationToken);

        Assert.Equal($"//{cluster.Master.Authority}", response.Headers.GetValues("Location").Single());
        Assert.Equal(0, response.Content.Headers.ContentLength);
    }

    private static async Task<string> AnswerAsync(Cluster cluster, string name)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = RequestOf(name);
        request.RequestUri = new Uri(cluster.Master, request.RequestUri!);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return $"{name} => {(int)response.StatusCode} {body.Replace("\n", " ", StringComparison.Ordinal)}";
    }

    private static HttpRequestMessage RequestOf(string name) => name switch
    {
        "GET" => Get(MesosHttp.SchedulerPath),
        "POST without Content-Type" => Post("{}", contentType: null),
        "POST text/plain" => Post("{}", "text/plain"),
        "POST JSON not parseable" => Post("{"),
        "POST JSON type missing" => Post("{}"),
        "SUBSCRIBE, Accept image/png" => With(Subscribe(Framework), "Accept", "image/png"),
        "SUBSCRIBE with Mesos-Stream-Id" => With(Subscribe(Framework), MesosHttp.StreamIdHeader, "x"),
        "SUBSCRIBE without subscribe field" => Post("""{"type":"SUBSCRIBE"}"""),
        "SUBSCRIBE camelCase field names" => Post("""{"type":"SUBSCRIBE","subscribe":{"frameworkInfo":{"user":"root","name":"f"}}}"""),
        "ACCEPT without framework_id" => Post("""{"type":"ACCEPT","accept":{"offer_ids":[]}}"""),
        "REVIVE of an unknown framework" => Post("""{"type":"REVIVE","framework_id":{"value":"nobody"}}"""),
        "unknown call type" => Post("""{"type":"DANCE"}"""),
        "SUBSCRIBE with an invalid role" => Subscribe(Framework.Replace("faas", "a//b", StringComparison.Ordinal)),
        "GET /redirect" => Get("/redirect"),
        "GET /health" => Get("/health"),
        _ => throw new InvalidOperationException($"No request is known for '{name}'."),
    };

    private static HttpRequestMessage Subscribe(string framework) => Post($$$"""{"type":"SUBSCRIBE","subscribe":{"framework_info":{{{framework}}}}}""");

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(path, UriKind.Relative));

    private static HttpRequestMessage Post(string body, string? contentType = MediaTypes.Json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);
        return new(HttpMethod.Post, new Uri(MesosHttp.SchedulerPath, UriKind.Relative)) { Content = content };
    }

    private static HttpRequestMessage With(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Add(header, value);
        return request;
    }
}
