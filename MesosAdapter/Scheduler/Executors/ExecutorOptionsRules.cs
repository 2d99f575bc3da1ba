using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Rules across settings of the executor.</summary>
internal sealed class ExecutorOptionsRules(IOptions<FrameworkOptions> framework) : IValidateOptions<ExecutorOptions>
{
    public ValidateOptionsResult Validate(string? name, ExecutorOptions options) => options switch
    {
        _ when framework.Value.Mode == SlotMode.Docker => ValidateOptionsResult.Success,
        { Archive: not null, Uri: not null } => Fail("Archive and Uri both say where the executor comes from: set one."),
        { Archive: { } file } when !File.Exists(file) => Fail($"Archive: there is no file {Path.GetFullPath(file)}. deploy/build makes it."),
        { Archive: null, Uri: null, Command: "" } => Fail("nothing says where the executor comes from: set Archive, Uri, or Command for a program that is on the agents."),
        _ => ValidateOptionsResult.Success,
    };

    private static ValidateOptionsResult Fail(string why) => ValidateOptionsResult.Fail($"{ExecutorOptions.Section}: {why}");
}
