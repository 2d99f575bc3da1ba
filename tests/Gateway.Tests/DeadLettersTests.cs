using System.Net;
using Faas.Contracts;

namespace Faas.Gateway.Tests;

public sealed class DeadLettersTests(Keyless gateway) : IClassFixture<Keyless>
{
    [Fact]
    public async Task A_dead_letter_is_listed_read_and_invoked_again()
    {
        var (name, ids) = await DieAsync(2);

        var list = (await gateway.SendAsync("GET", $"/functions/{name}/dead-letters?limit=1")).Json;
        Assert.Equal((2, ids[0]), (list.GetProperty("total").GetInt64(), list.GetProperty("deadLetters")[0].GetProperty("id").GetString()));
        var rest = (await gateway.SendAsync("GET", $"/functions/{name}/dead-letters?cursor={list.GetProperty("next").GetString()}")).Json;
        Assert.Equal(ids[1], Assert.Single(rest.GetProperty("deadLetters").EnumerateArray()).GetProperty("id").GetString());
        var letter = (await gateway.SendAsync("GET", $"/functions/{name}/dead-letters/{ids[0]}")).Json;
        Assert.Equal(("function-error", "boom", """{"n":0}"""), (letter.GetProperty("outcome").GetString(), letter.GetProperty("reason").GetString(), letter.GetProperty("payload").GetRawText()));

        var redriven = await gateway.SendAsync("POST", $"/functions/{name}/dead-letters/{ids[0]}/redrive");

        Assert.Equal((HttpStatusCode.Accepted, $"/invocations/{redriven.Json.GetProperty("id").GetString()}"), (redriven.Status, redriven.Headers["Location"]));
        Assert.Equal("urn:faas:unknown-dead-letter", (await gateway.SendAsync("GET", $"/functions/{name}/dead-letters/{ids[0]}")).Type);
        Assert.Equal("dead", (await gateway.SendAsync("GET", $"/invocations/{ids[0]}")).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task All_are_invoked_again_at_once()
    {
        var (name, _) = await DieAsync(3);
        var answer = (await gateway.SendAsync("POST", $"/functions/{name}/dead-letters/redrive")).Json;
        Assert.Equal(3, answer.GetProperty("redriven").GetInt64());
        Assert.Equal("urn:faas:unknown-function", (await gateway.SendAsync("POST", "/functions/nobody/dead-letters/redrive")).Type);
    }

    [Fact]
    public async Task They_are_purged_one_by_one_or_all()
    {
        var (name, ids) = await DieAsync(3);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("DELETE", $"/functions/{name}/dead-letters/{ids[1]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.SendAsync("DELETE", $"/functions/{name}/dead-letters/{ids[1]}")).Status);
        Assert.Equal(2, (await gateway.SendAsync("DELETE", $"/functions/{name}/dead-letters")).Json.GetProperty("purged").GetInt64());
        Assert.Equal(0, (await gateway.SendAsync("GET", $"/functions/{name}/dead-letters")).Json.GetProperty("total").GetInt64());
    }

    [Theory, InlineData("limit=0"), InlineData("limit=201"), InlineData("cursor=x")]
    public async Task A_bad_page_is_refused(string query) => Assert.Equal(HttpStatusCode.BadRequest, (await gateway.SendAsync("GET", $"/functions/any/dead-letters?{query}")).Status);

    /// <summary>A function whose first invocations were given up; it is not served any more.</summary>
    private async Task<(string Name, string[] Ids)> DieAsync(int count)
    {
        var name = await gateway.DeployAsync();
        var ids = new List<string>();
        for (var n = 0; n < count; n++)
            ids.Add((await gateway.SendAsync("POST", $"/functions/{name}/invocations", $$"""{"n":{{n}}}""", ("Prefer", "respond-async"))).Headers["X-Invocation-Id"]);
        await gateway.Worker.BuryAsync(new("guest", FunctionName.Parse(name, null)), "boom");
        return (name, [.. ids]);
    }
}
