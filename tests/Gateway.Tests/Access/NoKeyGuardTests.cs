using System.Net;
using Faas.Gateway.Access;
using Microsoft.AspNetCore.Http;

namespace Faas.Gateway.Tests.Access;

public sealed class NoKeyGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost:8080", null, null, true), InlineData("::1", "[::1]:8080", null, null, true), InlineData(null, "127.0.0.1", null, null, true)]
    [InlineData("::ffff:127.0.0.1", "LOCALHOST", null, null, true), InlineData("127.0.0.1", "localhost:8080", "http://localhost:8080", "same-origin", true)]
    [InlineData("127.0.0.1", "localhost:8080", null, "none", true)]
    [InlineData("192.168.1.7", "localhost:8080", null, null, false), InlineData("127.0.0.1", "evil.example:8080", null, null, false), InlineData("127.0.0.1", "", null, null, false)]
    [InlineData("127.0.0.1", "localhost.evil.example", null, null, false), InlineData("127.0.0.1", "localhost:8080", "http://evil.example", null, false)]
    [InlineData("127.0.0.1", "localhost:8080", "http://localhost:3000", null, false), InlineData("127.0.0.1", "localhost:8080", "null", null, false)]
    [InlineData("127.0.0.1", "localhost:8080", null, "cross-site", false), InlineData("127.0.0.1", "localhost:8080", null, "same-site", false)]
    public void Only_this_machine_and_no_foreign_page_gets_through(string? remote, string host, string? origin, string? site, bool admitted)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        (context.Request.Scheme, context.Request.Host) = ("http", new(host));
        if (origin is not null) context.Request.Headers.Origin = origin;
        if (site is not null) context.Request.Headers["Sec-Fetch-Site"] = site;
        Assert.Equal(admitted, NoKeyGuard.Refuse(context) is null);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", true), InlineData("http://localhost:0", true), InlineData("http://[::1]:80", true), InlineData("http://unix:/run/faas.sock", true)]
    [InlineData("http://0.0.0.0:8080", false), InlineData("http://[::]:8080", false), InlineData("http://+:8080", false), InlineData("https://10.0.0.1:8443", false)]
    public void An_address_of_this_machine_alone_is_told_from_others(string address, bool loopback) => Assert.Equal(loopback, LoopbackOnly.IsLoopback(address));

    [Theory]
    [InlineData("Bearer id:secret", "id", "secret"), InlineData("bearer  id:se:cret", "id", "se:cret"), InlineData("Basic aWQ6c2VjcmV0", "id", "secret")]
    [InlineData("", null, null), InlineData("Bearer", null, null), InlineData("Bearer nosecret", null, null), InlineData("Bearer id:", null, null)]
    [InlineData("Basic !!!", null, null), InlineData("Digest id:secret", null, null)]
    public void Credentials_are_read(string header, string? id, string? secret) =>
        Assert.Equal(id is null ? null : new Credentials(id, secret!), Credentials.Parse(header));
}
