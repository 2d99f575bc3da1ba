namespace Faas.Mesos.Local.Agent;

/// <summary>A program to start: its argv, folder, the variables added to ours, and what it needs in its folder.</summary>
internal sealed record LaunchSpec(
    IReadOnlyList<string> Arguments, string Sandbox, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<CommandInfo.Types.URI> Uris)
{
    /// <summary>shell: /bin/sh -c value. Otherwise value is the file and the first argument, its own name for itself, is left out.</summary>
    public static LaunchSpec Of(CommandInfo command, string sandbox, IReadOnlyDictionary<string, string> variables)
    {
        var all = new Dictionary<string, string>(variables) { ["MESOS_SANDBOX"] = sandbox, ["MESOS_DIRECTORY"] = sandbox };
        foreach (var variable in command.Environment?.Variables ?? [])
        {
            all[variable.Name] = variable.Value;
        }
        return new(command.Shell ? ["/bin/sh", "-c", command.Value] : [command.Value, .. command.Arguments.Skip(1)], sandbox, all, command.Uris);
    }
}
