using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class RecordingTests
{
    [Fact]
    public async Task The_stream_of_a_real_master_is_followed_to_its_end()
    {
        await using var master = await FakeMaster.StartAsync();
        master.Recording = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Recordings", "scheduler-stream.pb.recordio"), TestContext.Current.CancellationToken);
        await using var host = await SchedulerHost.StartAsync(new FakeMemory(), [master.Address]);

        // Its tasks are none of ours, and alive when first heard of.
        await master.NextAsync(Subscribe);
        await master.NextAsync(Acknowledge);
        await master.NextAsync(Kill);

        // The last record is ERROR "Framework failed over"; the lease is still ours.
        await master.NextAsync(Subscribe);
    }
}
