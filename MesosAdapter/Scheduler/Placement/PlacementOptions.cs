using System.ComponentModel.DataAnnotations;

namespace Faas.Mesos.Scheduler;

/// <summary>Where slots are put. Section <c>Mesos</c>.</summary>
public sealed class PlacementOptions
{
    /// <summary>How agents are chosen: <c>binpack</c> fills few, <c>spread</c> uses many.</summary>
    /// <value>Default <c>binpack</c>: whole agents go back to the cluster when load falls.</value>
    [Required]
    public string Placement { get; set; } = "binpack";

    /// <summary>What an agent's attributes must be to be used at all, by name; offers of others are declined.</summary>
    /// <value>Default none: any agent will do. A function may ask for more by its annotation <c>agent</c>.</value>
    public IDictionary<string, string> AgentAttributes { get; } = new Dictionary<string, string>();
}
