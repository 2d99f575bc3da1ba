using Faas.Tests.Docker;

namespace Faas.IntegrationTests.Deployments;

/// <summary>The split deployment on a Mesos that admits no custom executors: its containers are Docker tasks, on an engine of the tests' own.</summary>
public sealed class DockerTaskDeployment : SplitDeployment
{
    public DockerEngine Engine { get; } = new() { MapsPorts = true };

    protected override async Task<Uri> StartAsync()
    {
        await Engine.InitializeAsync();
        if (Engine.Missing is null) MesosArguments.AddRange(["--docker", Engine.Endpoint.ToString()]);
        MoreSettings["Mesos:Mode"] = "docker";
        MoreSettings["Mesos:Docker:Kinds:0:Kind"] = "python:3";
        MoreSettings["Mesos:Docker:Kinds:0:Image"] = "contract";
        MoreSettings["Pool:IdleTimeout"] = "00:00:05";
        return await base.StartAsync();
    }

    protected override async Task StopAsync()
    {
        await base.StopAsync();
        await Engine.DisposeAsync();
    }
}
