using System.Text.Json;
using Faas.Contracts;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;

namespace Faas.Gateway.Functions;

/// <summary>Reads a function's limits; what is left out has its default.</summary>
internal static class LimitsReader
{
    public static FunctionLimits Read(JsonElement? written, Mistakes mistakes)
    {
        if (written is null) return FunctionLimits.Default;
        var fields = new FieldReader(written.Value, "limits.", mistakes);
        fields.RefuseOthers("timeoutMs", "memoryMiB", "logsKiB", "concurrency", "network", "running", "queueLength", "ratePerSecond");
        var usual = FunctionLimits.Default;
        var limits = new FunctionLimits
        {
            TimeoutMs = fields.Number("timeoutMs", usual.TimeoutMs),
            MemoryMiB = fields.Number("memoryMiB", usual.MemoryMiB),
            LogsKiB = fields.Number("logsKiB", usual.LogsKiB),
            Concurrency = fields.Number("concurrency", usual.Concurrency),
            Network = Network(fields.Text("network"), mistakes),
            Running = fields.NumberOrNone("running"),
            QueueLength = fields.NumberOrNone("queueLength"),
            RatePerSecond = fields.NumberOrNone("ratePerSecond"),
        };
        foreach (var (field, problem) in limits.Mistakes()) mistakes.Add(field, problem);
        return limits;
    }

    private static FunctionNetwork Network(string? written, Mistakes mistakes)
    {
        if (written is null) return FunctionLimits.Default.Network;
        foreach (var network in Enum.GetValues<FunctionNetwork>())
            if (KebabCase<FunctionNetwork>.Name(network) == written) return network;
        mistakes.Add("limits.network", "The network is outbound or none.");
        return default;
    }
}
