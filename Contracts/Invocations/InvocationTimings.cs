using System.Text.Json.Serialization;

namespace Faas.Contracts;

/// <summary>Where the time of an invocation went, in microseconds.</summary>
/// <param name="QueueMicros">Accepted to claimed, by the store's clock.</param>
/// <param name="StartMicros">Starting its container; 0 for a warm start.</param>
/// <param name="InitMicros">Initialising the code; 0 for a warm start.</param>
/// <param name="RunMicros">The run itself, as the executor saw it.</param>
public readonly record struct InvocationTimings(
    long QueueMicros,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long StartMicros,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long InitMicros,
    long RunMicros)
{
    /// <summary>Accepted to ended.</summary>
    [JsonIgnore]
    public long TotalMicros => QueueMicros + StartMicros + InitMicros + RunMicros;
}
