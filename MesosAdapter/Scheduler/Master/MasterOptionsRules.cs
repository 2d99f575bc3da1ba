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
        if (options is { Secret: not null, BearerToken: not null })
        {
            result.AddError("Mesos:Secret and Mesos:BearerToken are both set: which of them is the master to believe?");
        }
        if (options.CaFile is { } file && WhatIsWrongWith(file) is { } wrong)
        {
            result.AddError($"Mesos:CaFile '{file}' is no file of certificates: {wrong}");
        }
        return result.Build();
    }

    private static string? WhatIsWrongWith(string caFile)
    {
        try
        {
            return MasterHttp.Trust(caFile).CustomTrustStore.Count > 0 ? null : "there is none in it.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            return e.Message;
        }
    }
}
