using System.Threading.Channels;
using Google.Protobuf;

namespace Faas.Mesos.Local.Http;

/// <summary>
/// The events of one subscription on their way out. Unbounded, as in Mesos: a subscriber that reads slowly costs the sender memory
/// (MESOS-7748), it never blocks it.
/// </summary>
/// <param name="encoding">How they are written.</param>
/// <param name="pass">Lets an event of a type go, or not.</param>
internal sealed class EventStream(MessageEncoding encoding, Action<string, Action> pass)
{
    private readonly Channel<ReadOnlyMemory<byte>> _records =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });

    public string Id { get; } = Guid.NewGuid().ToString();

    public MessageEncoding Encoding => encoding;

    /// <summary>Does nothing once the stream is closed.</summary>
    public void Send(IMessage message)
    {
        var record = RecordWriter.Frame(message, encoding);
        pass(WireName.Of(message), () => _records.Writer.TryWrite(record));
    }

    /// <summary>What was sent before still goes out.</summary>
    public void Close() => _records.Writer.TryComplete();

    /// <summary>The connection ends as by the death of the sender, without the end of the answer.</summary>
    public void Break() => _records.Writer.TryComplete(new IOException("The stream was broken on purpose."));

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
                await WriteAsync(http, record);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            Close();
            http.Abort();
        }
    }

    /// <summary>Now and then in two: readers must not take a chunk for a record.</summary>
    private static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> record)
    {
        if (Random.Shared.Next(8) == 0)
        {
            var cut = Random.Shared.Next(1, record.Length);
            await http.Response.Body.WriteAsync(record[..cut], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            record = record[cut..];
        }
        await http.Response.Body.WriteAsync(record, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
