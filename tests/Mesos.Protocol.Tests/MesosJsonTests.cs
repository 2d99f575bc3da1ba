using System.Buffers;
using System.Text;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Protocol.Tests;

public sealed class MesosJsonTests
{
    [Fact]
    public void A_camelCase_field_is_unknown_and_ignored()
    {
        var call = Read("""{"type":"SUBSCRIBE","subscribe":{"frameworkInfo":{"user":"root","name":"faas"}}}""");

        Assert.Equal(Call.Types.Type.Subscribe, call.Type);
        Assert.Null(call.Subscribe.FrameworkInfo);
    }

    [Fact]
    public void An_unknown_enum_name_leaves_the_field_unset() => Assert.False(Read("""{"type":"DANCE"}""").HasType);

    [Theory]
    [InlineData("""{"type":1}""")]
    [InlineData("{\"type\":\"REVIVE\",")]
    [InlineData("""{"acknowledge":{"uuid":"no base64!"}}""")]
    [InlineData("""{"decline":{"filters":{"refuse_seconds":true}}}""")]
    [InlineData("[]")]
    public void What_does_not_fit_is_refused(string json) => Assert.Throws<InvalidDataException>(() => Read(json));

    [Fact]
    public void Wide_integers_are_read_from_number_and_string()
    {
        var call = Read("""{"kill":{"kill_policy":{"grace_period":{"nanoseconds":"9000000000"}}}}""");
        Assert.Equal(9_000_000_000, call.Kill.KillPolicy.GracePeriod.Nanoseconds);

        call = Read("""{"kill":{"kill_policy":{"grace_period":{"nanoseconds":9000000000}}}}""");
        Assert.Equal(9_000_000_000, call.Kill.KillPolicy.GracePeriod.Nanoseconds);
    }

    [Fact]
    public void Maps_and_infinity_survive()
    {
        var task = new TaskInfo { Name = "t", Limits = { ["cpus"] = new() { Value = double.PositiveInfinity } } };

        var json = MesosJsonWriter.Write(task);

        Assert.Equal("""{"name":"t","limits":{"cpus":{"value":"Infinity"}}}""", Encoding.UTF8.GetString(json));
        Assert.Equal(task, MesosJsonReader.Read<TaskInfo>(new ReadOnlySequence<byte>(json)));
    }

    [Fact]
    public void Defaults_are_those_of_Mesos()
    {
        Assert.Equal(5.0, new Filters().RefuseSeconds);
        Assert.True(new CommandInfo().Shell);
        Assert.Equal(TaskState.TaskStaging, (TaskState)6);
    }

    private static Call Read(string json) => MesosJsonReader.Read<Call>(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)));
}
