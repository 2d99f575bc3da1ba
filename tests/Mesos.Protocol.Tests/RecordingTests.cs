using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using ExecutorEvent = Faas.Mesos.Protocol.Executing.Event;
using SchedulerEvent = Faas.Mesos.Protocol.Scheduling.Event;
using Status = Faas.Mesos.Protocol.V1.TaskStatus;
using static Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Protocol.Tests;

public sealed class RecordingTests
{
    private static readonly SchedulerEvent.Types.Type[] WithoutOffers =
    [
        Subscribed, Heartbeat,
        Update, Update, Update,
        Update, Update, Update,
        Update, Update,
        Update,
        Update, Update,
        Update, Update,
        Failure, Update,
        Update, Update,
    ];

    [Theory]
    [InlineData(Recording.SchedulerProtobuf)]
    [InlineData(Recording.SchedulerJson)]
    public async Task A_scheduler_stream_is_read_in_order(string name)
    {
        var events = await SchedulerEvents(name);
        var types = events.Select(e => e.Type).Where(type => type != Offers).ToArray();

        Assert.Equal(WithoutOffers, types[..WithoutOffers.Length]);
        Assert.Equal([Failure, Heartbeat, Update, Error], types[^4..]);
        Assert.Equal("Framework failed over", events[^1].Error.Message);
        Assert.Equal([Rescind, Update], types[WithoutOffers.Length..^4].Distinct().Order());
    }

    [Theory]
    [InlineData(Recording.SchedulerProtobuf)]
    [InlineData(Recording.SchedulerJson)]
    public async Task The_first_events_carry_what_Mesos_put_in(string name)
    {
        var events = await SchedulerEvents(name);

        Assert.Equal(15, events[0].Subscribed.HeartbeatIntervalSeconds);
        Assert.Equal(5070, events[0].Subscribed.MasterInfo.Address.Port);
        Assert.Equal(3, events[0].Subscribed.MasterInfo.Capabilities.Count);
        var offer = Assert.Single(events[2].Offers.Offers_);
        Assert.Equal("/slave(1)", offer.Url.Path);
        Assert.Equal("faas", offer.AllocationInfo.Role);
        Assert.Equal(["rack=r1", "zone=z1"], offer.Attributes.Select(a => $"{a.Name}={a.Text.Value}"));
        Assert.Equal(["ports", "cpus", "mem", "disk"], offer.Resources.Select(r => r.Name));
        Assert.Equal((31000UL, 32000UL), (offer.Resources[0].Ranges.Range[0].Begin, offer.Resources[0].Ranges.Range[0].End));
        Assert.Equal(64, offer.Resources[1].Scalar.Value);
    }

    [Theory]
    [InlineData(Recording.SchedulerProtobuf)]
    [InlineData(Recording.SchedulerJson)]
    public async Task Updates_carry_state_source_reason_and_uuid(string name)
    {
        var updates = (await SchedulerEvents(name)).Where(e => e.Type == Update).Select(e => e.Update.Status).ToList();

        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished, TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFailed],
            updates[..6].Select(u => u.State));
        Assert.All(updates[..8], u => Assert.Equal(16, u.Uuid.Length));
        var dropped = updates[8];
        Assert.Equal(TaskState.TaskDropped, dropped.State);
        Assert.Equal(Status.Types.Reason.InvalidOffers, dropped.Reason);
        Assert.Equal(Status.Types.Source.Master, dropped.Source);
        Assert.False(dropped.HasUuid);
        Assert.True(updates.Single(u => u.State == TaskState.TaskUnreachable).UnreachableTime.Nanoseconds > 0);
    }

    [Fact]
    public async Task An_executor_stream_is_read_in_order()
    {
        var events = await Recording.ReadAsync<ExecutorEvent>(Recording.ExecutorProtobuf, MessageEncoding.Protobuf);

        Assert.Equal(
            ["Subscribed", "Launch", "Acknowledged", "Kill", "Acknowledged", "Launch", "Acknowledged", "Message"],
            events.Select(e => e.Type.ToString()));
        Assert.Equal("faas-exec-1", events[0].Subscribed.ExecutorInfo.ExecutorId.Value);
        Assert.Equal("342a938f-dd0c-4896-8854-8542e842ca65", events[0].Subscribed.ContainerId.Value);
        Assert.Equal(5071, events[0].Subscribed.AgentInfo.Port);
        Assert.Equal("hello", events[1].Launch.Task.Data.ToStringUtf8());
        Assert.Equal(16, events[2].Acknowledged.Uuid.Length);
        Assert.Equal("ping", events[7].Message.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Every_protobuf_record_is_written_again_byte_for_byte()
    {
        var scheduler = await SchedulerEvents(Recording.SchedulerProtobuf);
        var executor = await Recording.ReadAsync<ExecutorEvent>(Recording.ExecutorProtobuf, MessageEncoding.Protobuf);

        Assert.Equal(Recording.Bytes(Recording.SchedulerProtobuf), Framed(scheduler));
        Assert.Equal(Recording.Bytes(Recording.ExecutorProtobuf), Framed(executor));
    }

    [Fact]
    public async Task Json_written_by_us_is_read_to_the_same_messages()
    {
        foreach (var sent in await SchedulerEvents(Recording.SchedulerJson))
        {
            Assert.Equal(sent, MessageEncoding.Json.Decode<SchedulerEvent>(new(MessageEncoding.Json.Encode(sent))));
        }
    }

    private static byte[] Framed(IEnumerable<IMessage> messages) =>
        [.. messages.SelectMany(m => RecordWriter.Frame(m, MessageEncoding.Protobuf).ToArray())];

    private static Task<List<SchedulerEvent>> SchedulerEvents(string name) =>
        Recording.ReadAsync<SchedulerEvent>(name, name == Recording.SchedulerJson ? MessageEncoding.Json : MessageEncoding.Protobuf);
}
