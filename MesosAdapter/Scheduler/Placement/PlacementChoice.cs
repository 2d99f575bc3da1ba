using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>The policy that the configuration names.</summary>
internal sealed class PlacementChoice(IEnumerable<IPlacementPolicy> policies, IOptions<PlacementOptions> options)
{
    public IPlacementPolicy Policy { get; } = policies.Single(policy => policy.Name == options.Value.Placement);
}

/// <summary>A name that no policy has stops the start.</summary>
internal sealed class PlacementOptionsValidator(IEnumerable<IPlacementPolicy> policies) : IValidateOptions<PlacementOptions>
{
    public ValidateOptionsResult Validate(string? name, PlacementOptions options) =>
        policies.Any(policy => policy.Name == options.Placement)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Mesos:Placement is '{options.Placement}', which is no policy; there are {string.Join(", ", policies.Select(policy => policy.Name))}.");
}
