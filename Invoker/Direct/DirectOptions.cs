using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Direct;

/// <summary>Containers that are reached without an executor, where <c>Mesos:Mode</c> is <c>docker</c>. Section <c>Direct</c>.</summary>
public sealed class DirectOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Direct";

    /// <summary>How long an image may take from its start until it listens on port 8080.</summary>
    /// <value>Default 15 seconds; then the invocation that waits for it ends as <c>could-not-start</c>.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ListenTimeout { get; set; } = TimeSpan.FromSeconds(15);
}

[OptionsValidator]
internal sealed partial class DirectOptionsValidator : IValidateOptions<DirectOptions>;
