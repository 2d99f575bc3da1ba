using System.Net;
using System.Text;
using Faas.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Faas.Gateway.Tests.Access;

/// <summary>A gateway that asks for keys, and the key it made at its first start.</summary>
public sealed class Keyed(RedisServer redis) : RunningGateway(redis, $"--Gateway:BootstrapKey={KeyFile}")
{
    public static string KeyFile { get; } = Path.Combine(Directory.CreateTempSubdirectory("faas-key-").FullName, "keys", "first");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // Made in the background, for the store may be away at the start.
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (RedisServer.Exists && !(File.Exists(KeyFile) && new FileInfo(KeyFile).Length > 0)) await again.WaitForNextTickAsync();
    }

    public async Task<string> KeyAsync(string? ns = null)
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        var made = await Services.GetRequiredService<ApiKeyStore>().CreateAsync(ns ?? "guest", "test", DateTimeOffset.UnixEpoch, default);
        return $"{made.Key.Id}:{made.Secret}";
    }
}

public sealed class KeysTests(Keyed gateway) : IClassFixture<Keyed>
{
    [Theory, InlineData("/functions"), InlineData("/invocations/01a2081eb36174fba0c13e3150d9180f"), InlineData("/keys"), InlineData("/system")]
    public async Task Without_a_key_nothing_is_shown(string path)
    {
        foreach (var header in new[] { "", "Bearer a:b", "Basic YTpi", "Nonsense" })
        {
            var answer = await gateway.SendAsync("GET", path, null, ("Authorization", header));
            Assert.Equal((HttpStatusCode.Unauthorized, "urn:faas:unauthorized"), (answer.Status, answer.Type));
            Assert.Matches("Bearer .*Basic ", answer.Headers["WWW-Authenticate"]);
        }
    }

    [Theory, InlineData("/health/live"), InlineData("/health/ready"), InlineData("/metrics"), InlineData("/openapi/v1.json"), InlineData("/swagger/index.html")]
    public async Task What_is_for_everybody_needs_no_key(string path) => Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", path)).Status);

    [Fact]
    public async Task The_first_start_leaves_a_key_that_works_in_a_file_for_its_owner_alone()
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        var token = (await File.ReadAllTextAsync(Keyed.KeyFile, TestContext.Current.CancellationToken)).Trim();
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/system", null, Bearer(token))).Status);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Keyed.KeyFile));
    }

    [Fact]
    public async Task Both_schemes_work_and_a_namespace_sees_its_own_alone()
    {
        var (mine, theirs) = (await gateway.KeyAsync("mine"), await gateway.KeyAsync("theirs"));
        Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync("PUT", "/functions/f", """{"kind":"nodejs:default","code":"x"}""", Bearer(mine))).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/functions/f", null, ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(mine))}"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.SendAsync("GET", "/functions/f", null, Bearer(theirs))).Status);
        var accepted = await gateway.SendAsync("POST", "/functions/f/invocations", "{}", Bearer(mine), ("Prefer", "respond-async"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", accepted.Headers["Location"], null, Bearer(mine))).Status);
        foreach (var part in new[] { "", "/result", "/logs" })
            Assert.Equal("urn:faas:unknown-invocation", (await gateway.SendAsync("GET", accepted.Headers["Location"] + part, null, Bearer(theirs))).Type);
    }

    [Fact]
    public async Task A_key_is_made_works_and_works_no_longer_when_revoked()
    {
        var owner = await gateway.KeyAsync("team");
        var made = await gateway.SendAsync("POST", "/keys", """{"note":"ci"}""", Bearer(owner));
        Assert.Equal((HttpStatusCode.Created, "team"), (made.Status, made.Json.GetProperty("namespace").GetString()));
        var token = made.Json.GetProperty("token").GetString()!;
        var listed = await gateway.SendAsync("GET", "/keys", null, Bearer(token));
        Assert.Equal(2, listed.Json.GetProperty("keys").GetArrayLength());
        Assert.DoesNotContain("secret", listed.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("DELETE", made.Headers["Location"], null, Bearer(owner))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SendAsync("GET", "/keys", null, Bearer(token))).Status);
    }

    [Fact]
    public async Task Only_operators_reach_beyond_their_namespace()
    {
        var (operators, team) = (await gateway.KeyAsync(), await gateway.KeyAsync("a-team"));
        var other = await gateway.SendAsync("POST", "/keys", """{"namespace":"b-team"}""", Bearer(operators));
        Assert.Equal(HttpStatusCode.Created, other.Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.SendAsync("POST", "/keys", """{"namespace":"b-team"}""", Bearer(team))).Status);
        Assert.Equal("urn:faas:unknown-key", (await gateway.SendAsync("DELETE", other.Headers["Location"], null, Bearer(team))).Type);
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.SendAsync("GET", "/system", null, Bearer(team))).Status);
        Assert.Equal(3, (await gateway.SendAsync("GET", "/system", null, Bearer(operators))).Json.GetProperty("kinds").GetArrayLength());
    }

    [Theory, InlineData("""{"namespace":"/"}"""), InlineData("""{"notes":"x"}"""), InlineData("[]"), InlineData("{")]
    public async Task A_bad_key_request_is_refused(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await gateway.SendAsync("POST", "/keys", body, Bearer(await gateway.KeyAsync()))).Status);

    private static (string, string) Bearer(string token) => ("Authorization", $"Bearer {token}");
}
