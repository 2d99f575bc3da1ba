using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Network;

/// <summary>The scene with Mesos, and so its executors, on another host than the rest.</summary>
public sealed class TwoHostScene : Scene
{
    private readonly OtherHost _host = new();

    protected override string InvokerHost => _host.Near;

    protected override string MesosHost => _host.Address;

    /// <summary>Cuts the hosts from each other for a time.</summary>
    public async Task CutAsync(TimeSpan time)
    {
        _host.CutWire();
        try
        {
            await Soak.Fault.PassAsync(time);
        }
        finally
        {
            _host.MendWire();
        }
    }

    protected override ProgramProcess StartMesos(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings) => _host.Start(program, arguments, settings);

    protected override async Task StopAsync()
    {
        await base.StopAsync();
        _host.Dispose();
    }
}
