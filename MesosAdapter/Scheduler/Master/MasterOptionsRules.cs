using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>What the ranges of <see cref="MasterOptions"/> cannot say.</summary>
internal sealed class MasterOptionsRules : IValidateOptions<MasterOptions>
{
    public ValidateOptionsResult Validate(string? name, MasterOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var master in options.Masters)
        {
            if (!master.IsAbsoluteUri || (master.Scheme != Uri.UriSchemeHttp && master.Scheme != Uri.UriSchemeHttps))
            {
                result.AddError($"Mesos:Masters: '{master.OriginalString}' is no address; write http://{master.OriginalString}.");
            }
        }
        if (options.Secret is not null && options.Principal is null)
        {
            result.AddError("Mesos:Secret is set without Mesos:Principal: whose secret is it?");
        }
        return result.Build();
    }
}
