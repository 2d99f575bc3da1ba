using System.Net.Sockets;
using System.Text;
using Faas.Mesos.Executor.Wire;

namespace Faas.Mesos.Executor.Tests.Wire;

public sealed class ContainerConnectionTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"faas-{Guid.NewGuid():n}.sock");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private ContainerConnection _connection = null!;
    private Socket _container = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
        _connection = await ContainerConnection.OpenAsync(new UnixDomainSocketEndPoint(_path), TestContext.Current.CancellationToken);
        _container = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _container.Dispose();
        _listener.Dispose();
        File.Delete(_path);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}", true)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\ncontent-length:  3 \r\nX: y\r\n\r\n[1]", 502, "[1]", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\nA;x=1\r\n\":12345678\r\n1\r\n}\r\n0\r\n\r\n", 200, "{\"a\":12345678}", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", 200, "{}", false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}", false)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "", true)]
    public async Task Answers_are_read_however_they_are_cut(string raw, int status, string body, bool reusable)
    {
        foreach (var size in new[] { 1, 7, raw.Length })
        {
            if (size > 1 && !reusable) return;
            var asked = _connection.PostAsync("/run", "{}"u8.ToArray(), null, 1_000).AsTask();
            await ReadRequestAsync();
            foreach (var piece in Encoding.ASCII.GetBytes(raw).Chunk(size)) await _container.SendAsync(piece);
            var answer = await asked;
            Assert.Equal((status, body, false), (answer.Status, Encoding.ASCII.GetString(answer.Body.Span), answer.TooLarge));
            Assert.Equal(reusable, _connection.Reusable);
        }
    }

    [Fact]
    public async Task An_answer_that_ends_with_the_connection_is_read_to_its_end()
    {
        var asked = _connection.PostAsync("/run", "{}"u8.ToArray(), null, 1_000).AsTask();
        await _container.SendAsync("HTTP/1.1 200 OK\r\n\r\n[1,2]"u8.ToArray());
        _container.Shutdown(SocketShutdown.Send);
        Assert.Equal("[1,2]", Encoding.ASCII.GetString((await asked).Body.Span));
        Assert.False(_connection.Reusable);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n12345")]
    public async Task An_answer_that_is_too_large_is_said_so(string raw)
    {
        var asked = _connection.PostAsync("/run", "{}"u8.ToArray(), null, 4).AsTask();
        await _container.SendAsync(Encoding.ASCII.GetBytes(raw));
        Assert.True((await asked).TooLarge);
        Assert.False(_connection.Reusable);
    }

    [Fact]
    public async Task Requests_sent_ahead_are_answered_in_turn_whatever_of_the_answers_comes_together()
    {
        for (var run = 1; run <= 3; run++) await _connection.SendAsync("/run", "{}"u8.ToArray(), null, run);
        await _container.SendAsync("HTTP/1.1 200 OK\r\nX-Run: 1\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nX-Run: 2\r\nContent-Length: 1\r\n\r\n2HTTP/1.1 2"u8.ToArray());
        Assert.Equal("1", Encoding.ASCII.GetString((await _connection.ReceiveAsync(1_000, 1)).Body.Span));
        Assert.Equal("2", Encoding.ASCII.GetString((await _connection.ReceiveAsync(1_000, 2)).Body.Span));
        await _container.SendAsync("00 OK\r\nX-Run: 3\r\nContent-Length: 1\r\n\r\n3"u8.ToArray());
        Assert.Equal("3", Encoding.ASCII.GetString((await _connection.ReceiveAsync(1_000, 3)).Body.Span));
        Assert.False(_connection.HasMore);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Run: 6\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Run: six\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task What_does_not_bear_the_number_of_the_run_is_not_its_answer(string raw)
    {
        await _connection.SendAsync("/run", "{}"u8.ToArray(), null, 5);
        await _container.SendAsync(Encoding.ASCII.GetBytes(raw));
        await Assert.ThrowsAsync<InvalidDataException>(() => _connection.ReceiveAsync(1_000, 5).AsTask());
        Assert.False(_connection.Reusable);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nHTTP/1.1", false)]
    public async Task Who_answers_twice_is_not_asked_again_on_that_connection(string raw, bool reusable)
    {
        var asked = _connection.PostAsync("/run", "{}"u8.ToArray(), null, 1_000).AsTask();
        await _container.SendAsync(Encoding.ASCII.GetBytes(raw));
        Assert.Equal("{}", Encoding.ASCII.GetString((await asked).Body.Span));
        Assert.Equal(reusable, _connection.Reusable);
    }

    [Fact]
    public async Task A_connection_on_which_something_was_said_unasked_is_spoilt()
    {
        Assert.False(_connection.IsSpoilt);
        await _container.SendAsync("HTTP/1.1 200 OK\r\n"u8.ToArray());
        Assert.True(SpinWait.SpinUntil(() => _connection.IsSpoilt, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_large_body_arrives_whole()
    {
        var body = new byte[3 << 20];
        Random.Shared.NextBytes(body);
        var asked = _connection.PostAsync("/run", body, "00-trace-01", 1_000).AsTask();
        var (head, received) = await ReadRequestAsync();
        Assert.Contains("traceparent: 00-trace-01\r\n", head, StringComparison.Ordinal);
        Assert.Equal(body, received);
        await _container.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        Assert.Equal(0, (await asked).Body.Length);
    }

    [Fact]
    public async Task A_connection_closed_before_the_answer_is_an_io_error()
    {
        var asked = _connection.PostAsync("/run", "{}"u8.ToArray(), null, 1_000).AsTask();
        await ReadRequestAsync();
        _container.Dispose();
        await Assert.ThrowsAsync<IOException>(() => asked);
    }

    [Fact]
    public async Task Disposing_it_ends_the_exchange()
    {
        var asked = _connection.PostAsync("/run", "{}"u8.ToArray(), null, 1_000).AsTask();
        _connection.Dispose();
        await Assert.ThrowsAsync<IOException>(() => asked);
    }

    [Fact]
    public async Task What_is_no_http_is_said_so()
    {
        var asked = _connection.PostAsync("/run", "{}"u8.ToArray(), null, 1_000).AsTask();
        await _container.SendAsync("SSH-2.0-OpenSSH\r\n\r\n"u8.ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => asked);
    }

    private async Task<(string Head, byte[] Body)> ReadRequestAsync()
    {
        var all = new MemoryStream();
        var buffer = new byte[65_536];
        while (true)
        {
            var read = await _container.ReceiveAsync(buffer);
            all.Write(buffer, 0, read);
            var bytes = all.ToArray();
            var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            var head = Encoding.ASCII.GetString(bytes, 0, end + 2);
            var length = int.Parse(head.Split("Content-Length: ")[1].Split('\r')[0], null);
            if (bytes.Length >= end + 4 + length) return (head, bytes[(end + 4)..]);
        }
    }
}
