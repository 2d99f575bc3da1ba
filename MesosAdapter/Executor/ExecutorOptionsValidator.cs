using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor;

[OptionsValidator]
internal sealed partial class ExecutorOptionsValidator : IValidateOptions<ExecutorOptions>;
