using System.Globalization;

namespace Faas.IntegrationTests.Deployments;

/// <summary>Everything in one process, as <c>deploy/up</c> starts it.</summary>
public sealed class StandaloneDeployment : Deployment
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-standalone-").FullName;
    private ProgramProcess? _process;

    public override string Output => _process?.Output ?? "";

    protected override Task<Uri> StartAsync()
    {
        var port = FreePort.Take();
        _process = ProgramProcess.StartOurs("Faas.Standalone", new Dictionary<string, string>
        {
            ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["FAAS_DATA"] = _folder,
        });
        return Task.FromResult(new Uri($"http://127.0.0.1:{port}"));
    }

    protected override async Task StopAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
