using Faas.Mesos.Executor.Agent;

namespace Faas.Mesos.Executor.Tests.Agent;

public sealed class AgentEnvironmentTests
{
    private readonly Dictionary<string, string> _variables = new() { ["MESOS_AGENT_ENDPOINT"] = "10.0.0.1:5051", ["MESOS_FRAMEWORK_ID"] = "f", ["MESOS_EXECUTOR_ID"] = "e" };

    private AgentEnvironment? Read() => AgentEnvironment.Read(name => _variables.GetValueOrDefault(name));

    [Fact]
    public void Without_checkpointing_a_lost_agent_is_the_end() =>
        Assert.Equal(new(new("http://10.0.0.1:5051"), "f", "e", TimeSpan.Zero, null), Read());

    [Fact]
    public void With_checkpointing_it_is_waited_for()
    {
        _variables["MESOS_CHECKPOINT"] = "1";
        _variables["MESOS_RECOVERY_TIMEOUT"] = "2.5mins";
        Assert.Equal(TimeSpan.FromSeconds(150), Read()!.RecoveryTimeout);
    }

    [Fact]
    public void Nobody_started_it() => Assert.Null(AgentEnvironment.Read(_ => null));

    [Fact]
    public void What_is_missing_is_named()
    {
        _variables.Remove("MESOS_EXECUTOR_ID");
        Assert.Contains("MESOS_EXECUTOR_ID", Assert.Throws<StartupException>(Read).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("15mins", 900_000), InlineData("250ms", 250), InlineData("1hrs", 3_600_000), InlineData("1.5secs", 1_500)]
    public void Durations_are_read_as_Mesos_writes_them(string text, int milliseconds)
    {
        Assert.True(MesosDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory, InlineData(null), InlineData(""), InlineData("15"), InlineData("mins"), InlineData("1.2.3secs")]
    public void Other_text_is_no_duration(string? text) => Assert.False(MesosDuration.TryParse(text, out _));
}
