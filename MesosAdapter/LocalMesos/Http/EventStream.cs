using System.Threading.Channels;
using Google.Protobuf;

namespace Faas.Mesos.Local.Http;

/// <summary>
/// The events of one subscription on their way out. Unbounded, as in Mesos: a subscriber that reads slowly costs the sender memory
/// (MESOS-7748), it never blocks it.
/// </summary>
internal sealed class EventStream(MessageEncoding encoding)
{
    private readonly Channel<ReadOnlyMemory<byte>> _records =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });

    public string Id { get; } = Guid.NewGuid().ToString();

    public MessageEncoding Encoding => encoding;

    /// <summary>Does nothing once the stream is closed.</summary>
    public void Send(IMessage message) => _records.Writer.TryWrite(RecordWriter.Frame(message, encoding));

    /// <summary>What was sent before still goes out.</summary>
    public void Close() => _records.Writer.TryComplete();

    /// <summary>Answers with the stream until it is closed, or the subscriber goes away.</summary>
    public async Task AnswerAsync(HttpContext http, bool withStreamId)
    {
        http.Response.ContentType = encoding.MediaType;
        if (withStreamId)
        {
            http.Response.Headers[MesosHttp.StreamIdHeader] = Id;
        }
        try
        {
            await http.Response.StartAsync(http.RequestAborted);
            await foreach (var record in _records.Reader.ReadAllAsync(http.RequestAborted))
            {
                await http.Response.Body.WriteAsync(record, http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            Close();
        }
    }
}
