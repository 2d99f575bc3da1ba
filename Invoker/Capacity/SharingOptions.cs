using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Capacity;

/// <summary>How invokers get slots from the one that leads. Section <c>Slots</c>.</summary>
public sealed class SharingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slots";

    /// <summary>How many containers may wait for a slot at the leader; who comes then is told to ask again in a second.</summary>
    /// <value>Default 10,000: some MB of memory at the leader.</value>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>How many connections an invoker opens to the leader to wait for slots; further ones wait in the invoker.</summary>
    /// <value>Default 256.</value>
    [Range(1, 10_000)]
    public int Connections { get; set; } = 256;

    /// <summary>How long the leader may take to answer what needs no waiting; then it is taken to be gone and looked for again.</summary>
    /// <value>Default 4 seconds; it answers within one.</value>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(4);
}

[OptionsValidator]
internal sealed partial class SharingOptionsValidator : IValidateOptions<SharingOptions>;
