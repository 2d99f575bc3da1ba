using System.IO.Pipelines;
using Google.Protobuf;

namespace Faas.Mesos.Protocol.Tests;

/// <summary>Streams as a real Mesos master and agent sent them.</summary>
internal static class Recording
{
    public const string SchedulerProtobuf = "scheduler-stream.pb.recordio";
    public const string SchedulerJson = "scheduler-stream.json.recordio";
    public const string ExecutorProtobuf = "executor-stream.pb.recordio";

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Recordings", name));

    public static async Task<List<T>> ReadAsync<T>(string name, MessageEncoding encoding) where T : IMessage<T>, new() =>
        await ReadAsync<T>(PipeReader.Create(new MemoryStream(Bytes(name))), encoding);

    public static async Task<List<T>> ReadAsync<T>(PipeReader reader, MessageEncoding encoding) where T : IMessage<T>, new() =>
        await RecordReader.ReadAllAsync<T>(reader, encoding, ct: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
}
