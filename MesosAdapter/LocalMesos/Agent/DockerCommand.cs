using System.Diagnostics;
using System.Globalization;

namespace Faas.Mesos.Local.Agent;

/// <summary>The command line of Docker, by which Mesos works its engine.</summary>
internal sealed class DockerCommand(string engine)
{
    /// <summary>One call as it is written.</summary>
    public IReadOnlyList<string> Line(params IEnumerable<string> arguments) => ["docker", "-H", engine, .. arguments];

    /// <summary>Runs one call to its end.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments)
    {
        var line = Line(arguments);
        using var process = Process.Start(new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim(), (await errors).Trim());
    }

    /// <summary>What a task's container is made with: what Mesos limits, and what the task says.</summary>
    public static IEnumerable<string> Run(TaskInfo task, string name, string sandbox)
    {
        var docker = task.Container.Docker;
        yield return "run";
        yield return $"--cpu-shares={Number(Math.Max(2, Scalar(task, "cpus") * 1024))}";
        yield return $"--memory={Number(Scalar(task, "mem") * (1 << 20))}";
        foreach (var variable in task.Command.Environment?.Variables ?? []) yield return $"--env={variable.Name}={variable.Value}";
        yield return $"--env=MESOS_TASK_ID={task.TaskId.Value}";
        yield return "--env=MESOS_SANDBOX=/mnt/mesos/sandbox";
        yield return $"--volume={sandbox}:/mnt/mesos/sandbox:rw";
        yield return $"--net={(docker.HasNetwork ? docker.Network.ToString() : "Host").ToLowerInvariant()}";
        foreach (var port in docker.PortMappings) yield return $"--publish={port.HostPort}:{port.ContainerPort}/{port.Protocol}";
        foreach (var parameter in docker.Parameters) yield return $"--{parameter.Key}={parameter.Value}";
        yield return $"--name={name}";
        yield return docker.Image;
        foreach (var argument in task.Command.Arguments) yield return argument;
    }

    private static double Scalar(TaskInfo task, string name) => task.Resources.Where(resource => resource.Name == name).Sum(resource => resource.Scalar.Value);

    private static string Number(double value) => ((long)value).ToString(CultureInfo.InvariantCulture);
}
