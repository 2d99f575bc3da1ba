using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Hosting;

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;

/// <summary>Rules that ranges cannot say.</summary>
internal sealed class GatewayOptionsRules : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        if (!EntityName.IsValid(options.OperatorNamespace)) mistakes.AddError(EntityName.Rule, "Gateway:OperatorNamespace");
        if (options.LongestWait <= options.StartWithin) mistakes.AddError("must be longer than Gateway:StartWithin.", "Gateway:LongestWait");
        return mistakes.Build();
    }
}
