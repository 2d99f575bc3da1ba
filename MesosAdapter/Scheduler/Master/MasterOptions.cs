using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Where the Mesos masters are, and who we are to them. Section <c>Mesos</c>.</summary>
public sealed class MasterOptions
{
    /// <summary>Base addresses of all masters of the cluster, <c>http://10.0.0.1:5050</c>; whichever leads is found among them.</summary>
    [MinLength(1)]
    public IList<Uri> Masters { get; } = [];

    /// <summary>The principal for masters that ask for credentials.</summary>
    /// <value>Default none.</value>
    public string? Principal { get; set; }

    /// <summary>The principal's secret.</summary>
    /// <value>Default none.</value>
    public string? Secret { get; set; }

    /// <summary>A token for masters that want <c>Authorization: Bearer</c>, instead of principal and secret.</summary>
    /// <value>Default none.</value>
    public string? BearerToken { get; set; }

    /// <summary>A PEM file with the certificates of the authority that signed the masters', where it is none of the system's.</summary>
    /// <value>Default none: the system's authorities.</value>
    public string? CaFile { get; set; }

    /// <summary>The first wait before another attempt to subscribe; it doubles, with jitter.</summary>
    /// <value>Default 0.5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest such wait.</summary>
    /// <value>Default 15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan ReconnectMaxDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a master may take to answer a call.</summary>
    /// <value>Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class MasterOptionsValidator : IValidateOptions<MasterOptions>;
