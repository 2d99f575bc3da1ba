using Faas.Tests.Docker;

namespace Faas.IntegrationTests.Deployments;

/// <summary>The split deployment on a Docker Engine of its own, with a registry beside it. Without an engine it isolates as usual, and its tests are skipped.</summary>
public sealed class DockerDeployment : SplitDeployment
{
    private readonly DockerEngine _engine = new();
    private DockerRegistry? _registry;

    public DockerEngine Engine => _engine;

    public DockerRegistry Registry => _registry!;

    protected override async Task<Uri> StartAsync()
    {
        await _engine.InitializeAsync();
        if (_engine.Missing is null)
        {
            _registry = await DockerRegistry.StartAsync(_engine);
            // There is no registry that has the images of runtimes.
            string[] arguments = ["--driver=docker", $"--Docker:Engine={_engine.Endpoint}", $"--Docker:Credentials={_registry.Credentials}", "--Docker:PrePullRuntimes=false"];
            for (var place = 0; place < arguments.Length; place++) MoreSettings[$"Mesos:Executor:Arguments:{place}"] = arguments[place];
        }
        return await base.StartAsync();
    }

    protected override async Task StopAsync()
    {
        await base.StopAsync();
        if (_registry is not null) await _registry.DisposeAsync();
        await _engine.DisposeAsync();
    }
}
