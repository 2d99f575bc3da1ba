using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faas.Contracts;
using Faas.Invoker.Direct;
using Faas.Invoker.Pool;

namespace Faas.Invoker.Tests.Direct;

/// <summary>Containers that speak one version of HTTP or the other, over real sockets.</summary>
public sealed class DirectCallsTests : IDisposable
{
    private static readonly FunctionDefinition Function = new() { Namespace = "guest", Name = FunctionName.Parse("f", null), Kind = "python:3", Revision = "1", UpdatedAt = default };

    private readonly TcpListener _port = new(IPAddress.Loopback, 0);
    private readonly DirectCalls _calls = new(null!, new(null!), TimeProvider.System);
    private readonly Container _container;
    private int _connections;

    public DirectCallsTests()
    {
        _port.Start();
        _container = new("c", Function, new("slot", "agent", new($"http://{_port.LocalEndpoint}/"), 256), new(0));
    }

    public void Dispose()
    {
        _calls.Dispose();
        _port.Dispose();
    }

    [Fact]
    public async Task A_container_that_hangs_up_after_each_answer_is_never_sent_a_run_on_that_connection()
    {
        _ = ServeAsync("1.0");
        await InitAndRunTwiceAsync();
        Assert.Equal(3, Volatile.Read(ref _connections));
    }

    [Fact]
    public async Task Runs_share_a_connection_with_a_container_that_keeps_it()
    {
        _ = ServeAsync("1.1");
        await InitAndRunTwiceAsync();
        Assert.Equal(2, Volatile.Read(ref _connections));
    }

    private async Task InitAndRunTwiceAsync()
    {
        var init = new ContainerInit(new('0', 32), "guest/f", "main", null, new("http://invoker"), new Dictionary<string, string>(), 20_000, 10_000);
        Assert.Equal(200, (await _calls.InitAsync(_container, init, TestContext.Current.CancellationToken)).Status);
        for (var run = 0; run < 2; run++)
        {
            var answer = await _calls.RunAsync(_container, new("c", new(Guid.NewGuid()), 1, 20_000, 10_000, "", "{}"u8.ToArray()), TestContext.Current.CancellationToken);
            Assert.Equal((ContainerEnd.Answered, 200), (answer.End, answer.Status));
        }
    }

    private async Task ServeAsync(string version)
    {
        while (true)
        {
            var connection = await _port.AcceptTcpClientAsync();
            Interlocked.Increment(ref _connections);
            _ = AnswerAsync(connection, version);
        }
    }

    /// <summary>One of HTTP/1.0 hangs up as soon as it hears more, having heard nothing of it.</summary>
    private static async Task AnswerAsync(TcpClient connection, string version)
    {
        using (connection)
        {
            var stream = connection.GetStream();
            for (var answered = 0; await ReadRequestAsync(stream) && (answered == 0 || version == "1.1"); answered++)
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/{version} 200 OK\r\nContent-Length: 2\r\n\r\n{{}}"));
        }
    }

    /// <returns>Whether there was one.</returns>
    private static async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(next) == 0) return false;
            head.Append((char)next[0]);
        }
        var length = head.ToString().Split("\r\n").Single(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        await stream.ReadExactlyAsync(new byte[int.Parse(length["Content-Length: ".Length..], CultureInfo.InvariantCulture)]);
        return true;
    }
}
