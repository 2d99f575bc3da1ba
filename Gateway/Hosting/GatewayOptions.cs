using System.ComponentModel.DataAnnotations;

namespace Faas.Gateway;

/// <summary>How the gateway treats its callers.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Gateway";

    /// <summary>Whether callers need no key and are all the namespace <see cref="OperatorNamespace"/>. Works on loopback alone; elsewhere the gateway does not start.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool NoKeys { get; set; }

    /// <summary>A file: when the store holds no API key, one is made for <see cref="OperatorNamespace"/>, written there and printed once. Empty: none is made.</summary>
    /// <value>Default empty.</value>
    public string BootstrapKey { get; set; } = "";

    /// <summary>The namespace whose keys manage the keys of every namespace and read <c>/system</c>.</summary>
    /// <value>Default <c>guest</c>.</value>
    [Required, MinLength(1)]
    public string OperatorNamespace { get; set; } = "guest";

    /// <summary>How long a key that was found good counts as good without asking the store: a revoked key works that much longer on other gateways.</summary>
    /// <value>Default 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a synchronous invocation may wait to be started; then it ends as <c>no-capacity</c>.</summary>
    /// <value>Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan StartWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long whoever saves a function waits for the first executor to tell its kinds, where none has yet; then the answer is 503.</summary>
    /// <value>Default 10 seconds: an executor is up a second after its invoker, and is fetched in some on a cluster.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan KindsWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a caller is kept waiting at most, whatever happens: above the longest start, init and run together.</summary>
    /// <value>Default 22 minutes: 10 of init and 10 of run, the longest timeouts there are, and the start.</value>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(22);

    /// <summary>How long the gateway goes on as before after it was told to stop, while <c>/health/ready</c> says no: time for load balancers to notice.</summary>
    /// <value>Default zero.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How long requests that wait are finished after that; then they are cut off.</summary>
    /// <value>Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
