using Microsoft.Extensions.Options;

namespace Faas.Storage;

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;

/// <summary>Rules that ranges cannot say.</summary>
internal sealed class StorageOptionsRules : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        if (options.KeepKeys > options.KeepInvocations) mistakes.AddError("must not be longer than Storage:KeepInvocations: what a key stands for must be there to be told.", "Storage:KeepKeys");
        return mistakes.Build();
    }
}
