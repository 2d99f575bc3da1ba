using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Gateway;

/// <summary>What a gateway asks of its callers, and how long it waits.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Gateway";

    /// <summary>Whether callers on this machine need no key: a developer's own machine. Only on loopback, and never for a web page of another origin.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool NoKeys { get; set; }

    /// <summary>The namespace of callers without a key.</summary>
    /// <value>Default <c>guest</c>.</value>
    [Required, MinLength(1)]
    public string NoKeysNamespace { get; set; } = "guest";

    /// <summary>How long a synchronous invocation may wait to be started before its caller is told that there is no capacity.</summary>
    /// <value>Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StartWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest <c>Prefer: wait</c> that is honoured.</summary>
    /// <value>Default 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a key that was found valid is not looked up again; so long may a revoked key still work.</summary>
    /// <value>Default 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan KeyCache { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
