using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faas.Mesos.Executor.Wire;

/// <summary>One kept HTTP/1.1 connection to a container: one exchange at a time, no more of HTTP than the container contract needs.</summary>
/// <remarks>Written for the data path: one send, usually one receive, and no allocation in an exchange of ordinary size.</remarks>
internal sealed class ContainerConnection : IDisposable
{
    private const int OrdinarySize = 16 * 1024;
    private const int LargestHead = 64 * 1024;

    private readonly Socket _socket;
    private byte[] _sent = new byte[OrdinarySize];
    private byte[] _received = new byte[OrdinarySize];
    // Bytes received, and how many of them are the last answer; what is beyond is the next.
    private int _length, _answered;

    private ContainerConnection(Socket socket) => _socket = socket;

    /// <summary>Whether another exchange may use it.</summary>
    public bool Reusable { get; private set; } = true;

    /// <summary>Whether the container has closed it, or said something, while nobody asked.</summary>
    public bool IsSpoilt => HasMore || _socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Whether more was received than the last answer.</summary>
    public bool HasMore => _length > _answered;

    /// <summary>Whether anything was received.</summary>
    public bool HasHeard => _length > 0;

    /// <exception cref="SocketException">Nobody listens there (yet).</exception>
    public static async ValueTask<ContainerConnection> OpenAsync(EndPoint address, CancellationToken ct)
    {
        var socket = address switch
        {
            UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            InsideEndPoint inside => inside.CreateSocket(),
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
        };
        try
        {
            await socket.ConnectAsync(address, ct);
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Posts and reads the whole answer. To end it early, dispose the connection from elsewhere.</summary>
    /// <param name="largest">How many bytes of answer are wanted at most.</param>
    /// <exception cref="IOException">The container closed the connection, or this was disposed.</exception>
    /// <exception cref="InvalidDataException">The answer is no HTTP.</exception>
    public async ValueTask<ContainerAnswer> PostAsync(string path, ReadOnlyMemory<byte> body, string? traceparent, int largest)
    {
        Reusable = false;
        await SendAsync(path, body, traceparent, run: 0);
        var answer = await ReceiveAsync(largest, run: 0);
        // A byte too many would be the beginning of the next call's answer.
        Reusable &= !HasMore;
        return answer;
    }

    /// <summary>Sends a request; the answers to those before need not have been read.</summary>
    /// <param name="run">A number that the answer must bear; 0 for none.</param>
    /// <exception cref="IOException">The container closed the connection, or this was disposed.</exception>
    public async ValueTask SendAsync(string path, ReadOnlyMemory<byte> body, string? traceparent, long run)
    {
        try
        {
            var head = WriteHead(path, body.Length, traceparent, run);
            if (head + body.Length <= _sent.Length)
            {
                body.CopyTo(_sent.AsMemory(head));
                await SendAllAsync(_sent.AsMemory(0, head + body.Length));
                return;
            }
            await SendAllAsync(_sent.AsMemory(0, head));
            await SendAllAsync(body);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("The container closed the connection.", e);
        }
    }

    /// <summary>Reads the whole answer to the oldest request that has none.</summary>
    /// <exception cref="IOException">The container closed the connection, or this was disposed.</exception>
    /// <exception cref="InvalidDataException">The answer is no HTTP, or answers something else.</exception>
    public async ValueTask<ContainerAnswer> ReceiveAsync(int largest, long run)
    {
        Reusable = false;
        _received.AsSpan(_answered, _length - _answered).CopyTo(_received);
        (_length, _answered) = (_length - _answered, 0);
        try
        {
            AnswerHead? read;
            while ((read = AnswerHead.Read(_received.AsSpan(0, _length))) is null) await ReceiveAsync(LargestHead);
            var head = read.Value;
            if (head.Run != run) throw new InvalidDataException("The container answered something else than it was asked.");
            var answer = await ReadBodyAsync(head, largest);
            Reusable = !answer.TooLarge && !head.Closes && (head.Chunked || head.Length is not null);
            return answer;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("The container closed the connection.", e);
        }
    }

    /// <summary>What the container has said is still read; then the connection is at its end.</summary>
    public void HangUp()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is at its end already.
        }
    }

    /// <summary>Ends an exchange: gives back what an unusually large one took.</summary>
    public void Trim()
    {
        if (_received.Length > OrdinarySize && !HasMore) (_received, _length, _answered) = (new byte[OrdinarySize], 0, 0);
        if (_sent.Length > OrdinarySize) _sent = new byte[OrdinarySize];
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
    }

    private int WriteHead(string path, int length, string? traceparent, long run)
    {
        var at = Append(0, "POST ");
        at = Append(at, path);
        at = Append(at, " HTTP/1.1\r\nHost: container\r\nContent-Type: application/json\r\n");
        if (traceparent is { Length: <= 256 })
        {
            at = Append(at, "traceparent: ");
            at = Append(at, traceparent);
            at = Append(at, "\r\n");
        }
        if (run != 0) at = Append(Append(Append(at, "X-Run: "), run), "\r\n");
        return Append(Append(Append(at, "Content-Length: "), length), "\r\n\r\n");
    }

    private int Append(int at, string text) => at + Encoding.ASCII.GetBytes(text, _sent.AsSpan(at));

    private int Append(int at, long number)
    {
        Utf8Formatter.TryFormat(number, _sent.AsSpan(at), out var digits);
        return at + digits;
    }

    private async ValueTask<ContainerAnswer> ReadBodyAsync(AnswerHead head, int largest)
    {
        if (head.Chunked) return await ReadChunksAsync(head, largest);
        if (head.Length > largest) return new(head.Status, default, TooLarge: true);
        if (head.Length is { } length)
        {
            _answered = head.Size + (int)length;
            while (_length < _answered) await ReceiveAsync(_answered);
            return new(head.Status, _received.AsMemory(head.Size, (int)length), TooLarge: false);
        }
        while (_length - head.Size <= largest)
            if (!await TryReceiveAsync(head.Size + largest + 1)) return new(head.Status, _received.AsMemory(head.Size, _length - head.Size), TooLarge: false);
        return new(head.Status, default, TooLarge: true);
    }

    // Each chunk is moved down over its own framing, so that the body ends up in one piece.
    private async ValueTask<ContainerAnswer> ReadChunksAsync(AnswerHead head, int largest)
    {
        var most = head.Size + largest + LargestHead;
        for (int body = head.Size, at = head.Size; ;)
        {
            int line;
            while ((line = _received.AsSpan(at, _length - at).IndexOf("\r\n"u8)) < 0) await ReceiveAsync(most);
            if (!Utf8Parser.TryParse(_received.AsSpan(at, line), out int size, out _, 'x')) throw new InvalidDataException("A chunk of the container's answer has no size.");
            at += line + 2;
            if (size < 0 || body - head.Size + (long)size > largest) return new(head.Status, default, TooLarge: true);
            while (_length < at + size + 2) await ReceiveAsync(most);
            _received.AsSpan(at, size).CopyTo(_received.AsSpan(body));
            (body, at) = (body + size, at + size + 2);
            _answered = at;
            if (size == 0) return new(head.Status, _received.AsMemory(head.Size, body - head.Size), TooLarge: false);
            _received.AsSpan(at, _length - at).CopyTo(_received.AsSpan(body));
            (_length, at) = (_length - at + body, body);
        }
    }

    private async ValueTask ReceiveAsync(int most)
    {
        if (!await TryReceiveAsync(most)) throw new IOException("The container closed the connection before it answered.");
    }

    private async ValueTask<bool> TryReceiveAsync(int most)
    {
        if (_length == _received.Length)
        {
            if (_length >= most) throw new InvalidDataException("The container's answer has an endless head.");
            Array.Resize(ref _received, Math.Min(most, _received.Length * 4));
        }
        var read = await _socket.ReceiveAsync(_received.AsMemory(_length), SocketFlags.None);
        _length += read;
        return read > 0;
    }
}
