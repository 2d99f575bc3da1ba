using System.Text.Json;
using Faas.Contracts;
using Faas.Invoker.Runs;
using Faas.Storage;

namespace Faas.Invoker.Tests;

public sealed class RunBodyTests
{
    [Fact]
    public void A_payload_goes_through_as_it_is()
    {
        using var body = Build(null, """{"name":"Wörld", "n":1e3}""");
        Assert.Equal("""{"name":"Wörld", "n":1e3}""", body.RootElement.GetProperty("value").GetRawText());
    }

    [Fact]
    public void The_payload_overrides_the_functions_own_parameters()
    {
        using var body = Build("""{"a":1,"b":2}""", """{"b":3,"c":null}""");
        Assert.Equal("""{"a":1,"b":3,"c":null}""", body.RootElement.GetProperty("value").GetRawText());
    }

    [Fact]
    public void A_run_knows_what_and_whose_it_is()
    {
        using var body = Build(null, "{}");
        Assert.Equal("/guest/tools/hello", body.RootElement.GetProperty("action_name").GetString());
        Assert.Equal("guest", body.RootElement.GetProperty("namespace").GetString());
        Assert.Equal("0.0.7", body.RootElement.GetProperty("action_version").GetString());
        Assert.Equal("60000", body.RootElement.GetProperty("deadline").GetString());
        Assert.Equal(Items.Trace, body.RootElement.GetProperty("traceparent").GetString());
    }

    private static JsonDocument Build(string? parameters, string payload)
    {
        var function = new FunctionDefinition
        {
            Namespace = "guest", Name = FunctionName.Parse("tools/hello", null), Kind = "nodejs:20", Code = new("00", 1, false), Revision = "r", Version = 7,
            UpdatedAt = default, Parameters = parameters is null ? null : JsonDocument.Parse(parameters).RootElement,
        };
        return JsonDocument.Parse(RunBody.Build(function, Items.Waiting(function.Id, payload), DateTimeOffset.FromUnixTimeMilliseconds(60_000)));
    }
}
