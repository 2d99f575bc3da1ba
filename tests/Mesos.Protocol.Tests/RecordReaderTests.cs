using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Faas.Mesos.Protocol.Scheduling;

namespace Faas.Mesos.Protocol.Tests;

public sealed class RecordReaderTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Records_are_found_however_the_stream_is_cut(int seed)
    {
        var whole = await Recording.ReadAsync<Event>(Recording.SchedulerProtobuf, MessageEncoding.Protobuf);
        var pipe = new Pipe();
        var writing = WriteInPiecesAsync(pipe.Writer, Recording.Bytes(Recording.SchedulerProtobuf), new Random(seed));

        var read = await Recording.ReadAsync<Event>(pipe.Reader, MessageEncoding.Protobuf);
        await writing;

        Assert.Equal(whole, read);
    }

    [Fact]
    public async Task An_empty_stream_holds_no_record() => Assert.Empty(await ReadAsync(""));

    [Fact]
    public async Task An_empty_record_is_an_empty_message() => Assert.Equal(new Event(), Assert.Single(await ReadAsync("0\n")));

    [Theory]
    [InlineData("<html>")]
    [InlineData("\n")]
    [InlineData("12345678901\n")]
    [InlineData("5\n{}")]
    [InlineData("5")]
    [InlineData("99999999\n")]
    public async Task A_stream_that_is_no_RecordIO_is_refused(string text) =>
        await Assert.ThrowsAsync<RecordException>(() => ReadAsync(text));

    [Fact]
    public async Task A_record_that_is_no_message_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("2\n\u0001\u0001"));

    private static async Task<List<Event>> ReadAsync(string text) => await RecordReader
        .ReadAllAsync<Event>(PipeReader.Create(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text))), MessageEncoding.Protobuf, maxRecordBytes: 1 << 20)
        .ToListAsync();

    private static async Task WriteInPiecesAsync(PipeWriter writer, byte[] bytes, Random random)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, 50), bytes.Length - start);
            await writer.WriteAsync(bytes.AsMemory(start, length));
            start += length;
        }
        await writer.CompleteAsync();
    }
}
