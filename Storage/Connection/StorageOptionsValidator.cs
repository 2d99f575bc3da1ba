using Microsoft.Extensions.Options;

namespace Faas.Storage;

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
