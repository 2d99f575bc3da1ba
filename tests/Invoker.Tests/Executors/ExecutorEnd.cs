using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Faas.Contracts;

namespace Faas.Invoker.Tests.Executors;

/// <summary>An executor's end of run connections, over real sockets.</summary>
internal sealed class ExecutorEnd : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<Connection> _accepted = Channel.CreateUnbounded<Connection>();
    private int _opened;

    public ExecutorEnd() => _listener.Start();

    public int Opened => _opened;

    public bool IsGone { get; set; }

    /// <summary>What an invoker opens.</summary>
    public async Task<Stream> OpenAsync(CancellationToken ct)
    {
        if (IsGone) throw new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused));
        Interlocked.Increment(ref _opened);
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, ct);
        _accepted.Writer.TryWrite(new(await _listener.AcceptTcpClientAsync(ct)));
        return client.GetStream();
    }

    public async Task<Connection> AcceptAsync() => await _accepted.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public void Dispose() => _listener.Dispose();

    internal sealed class Connection(TcpClient client) : IDisposable
    {
        private readonly FrameReader _reader = new(client.GetStream());
        private readonly FrameSender _sender = new(client.GetStream());

        public async Task<RunFrame> HearAsync()
        {
            RunFrame frame;
            while (!_reader.TryRead(out frame)) Assert.True(await _reader.ReceiveAsync(TestContext.Current.CancellationToken));
            return frame with { Payload = frame.Payload.ToArray() };
        }

        public void Answer(uint call, string body, ContainerEnd end = ContainerEnd.Answered) =>
            _sender.Send(RunFrameKind.Answer, call, new RunAnswer(end, 200, 1, null, Encoding.UTF8.GetBytes(body), default).ToPayload());

        public void SayWhere(uint call, string container) => _sender.Send(RunFrameKind.Here, call, Encoding.ASCII.GetBytes(container));

        public void Refuse(uint call) => _sender.Send(RunFrameKind.Refusal, call, [(byte)ExecutorFault.ContainerGone, (byte)'n', (byte)'o']);

        public void Dispose() => client.Dispose();
    }
}
