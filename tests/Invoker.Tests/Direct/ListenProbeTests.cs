using System.Net;
using System.Net.Sockets;
using Faas.Invoker.Direct;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Tests.Direct;

public sealed class ListenProbeTests : IDisposable
{
    private readonly TcpListener _port = new(IPAddress.Loopback, 0);
    private readonly ListenProbe _probe = new(Options.Create(new DirectOptions()), TimeProvider.System);

    public ListenProbeTests() => _port.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _port.Dispose();

    [Fact]
    public async Task A_proxy_that_takes_a_while_to_hang_up_is_no_container()
    {
        var waits = _probe.WaitAsync(new($"http://{_port.LocalEndpoint}/"), Ct);
        // It hears us out, and finds nobody behind it.
        await AnswerAsync(""u8.ToArray());
        Assert.False(waits.IsCompleted);
        await AnswerAsync("HTTP/1.1 404 Not Found\r\n\r\n"u8.ToArray());
        Assert.NotNull(await waits);
    }

    private async Task AnswerAsync(byte[] answer)
    {
        using var connection = await _port.AcceptSocketAsync(Ct);
        await connection.ReceiveAsync(new byte[1024], Ct);
        await connection.SendAsync(answer, Ct);
    }
}
