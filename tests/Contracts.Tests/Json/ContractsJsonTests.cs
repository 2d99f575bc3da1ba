using System.Text.Json;

namespace Faas.Contracts.Tests;

/// <summary>What other processes and older versions have stored or sent: these forms change only with a format number.</summary>
public sealed class ContractsJsonTests
{
    private const string Id = "019b7d3e7b08700080000000000002a4";

    [Fact]
    public void A_record_leaves_out_what_it_has_not()
    {
        var record = new InvocationRecord { Id = InvocationId.Parse(Id, null), Function = "guest/f", State = InvocationState.Queued };

        Assert.Equal($$"""{"v":1,"id":"{{Id}}","function":"guest/f","state":"queued","attempt":1}""", Write(record));
        Assert.Equal(record, Read(Write(record)));
    }

    [Fact]
    public void A_full_record_reads_back()
    {
        var record = new InvocationRecord
        {
            Id = InvocationId.Parse(Id, null),
            Function = "guest/tools/f",
            Revision = "r1",
            State = InvocationState.Failed,
            Outcome = Outcome.OutOfMemory,
            Reason = "It needed more than 64 MiB.",
            Attempt = 2,
            Sync = true,
            AcceptedMicros = 1_795_428_944_569_770,
            EndedMicros = 1_795_428_944_569_999,
            Timings = new(1, 2, 3, 4),
            Start = StartKind.Prewarm,
            Container = "c1",
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            Logs = "2026-01-01T00:00:00Z stdout: hällo\n",
        };

        Assert.Contains("\"outcome\":\"out-of-memory\"", Write(record), StringComparison.Ordinal);
        Assert.Equal(record, Read(Write(record)));
    }

    [Theory]
    [InlineData("0"), InlineData("\"OutOfMemory\"x"), InlineData("\"nonsense\"")]
    public void An_unknown_enum_value_is_an_error(string outcome) =>
        Assert.Throws<JsonException>(() => Read($$"""{"v":1,"id":"{{Id}}","function":"guest/f","state":"done","outcome":{{outcome}}}"""));

    [Theory]
    [InlineData("1"), InlineData("null"), InlineData("\"xyz\"")]
    public void An_id_that_is_none_is_an_error(string id) =>
        Assert.Throws<JsonException>(() => Read($$"""{"v":1,"id":{{id}},"function":"guest/f","state":"done"}"""));

    [Fact]
    public void A_definition_reads_back_with_its_name_as_text()
    {
        var definition = new FunctionDefinition
        {
            Namespace = "guest",
            Name = FunctionName.Parse("tools/f", null),
            Kind = "nodejs:20",
            Code = new(new('a', 64), 3, true),
            Parameters = JsonSerializer.Deserialize<JsonElement>("{\"a\":1}"),
            Revision = "r1",
            UpdatedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };

        var json = JsonSerializer.Serialize(definition, ContractsJson.Default.FunctionDefinition);
        var read = JsonSerializer.Deserialize(json, ContractsJson.Default.FunctionDefinition)!;

        Assert.Contains("\"name\":\"tools/f\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"id\"", json, StringComparison.Ordinal);
        Assert.Equal((definition.Id, 1, "{\"a\":1}"), (read.Id, read.Format, read.Parameters!.Value.GetRawText()));
    }

    [Fact]
    public void Every_value_has_a_name_of_its_own_and_is_found_by_it()
    {
        Check<Outcome>();
        Check<InvocationState>();
        Check<StartKind>();
        Check<ContainerEnd>();
        Check<ExecutorFault>();
        Assert.Equal("out-of-memory", KebabCase<Outcome>.Name(Outcome.OutOfMemory));
        Assert.Throws<KeyNotFoundException>(() => KebabCase<Outcome>.Value("OutOfMemory"));

        static void Check<T>() where T : struct, Enum => Assert.All(Enum.GetValues<T>(), value =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", KebabCase<T>.Name(value));
            Assert.Equal(value, KebabCase<T>.Value(KebabCase<T>.Name(value)));
        });
    }

    private static string Write(InvocationRecord record) => JsonSerializer.Serialize(record, ContractsJson.Default.InvocationRecord);

    private static InvocationRecord Read(string json) => JsonSerializer.Deserialize(json, ContractsJson.Default.InvocationRecord)!;
}
