using System.Runtime.InteropServices;
using Faas.Mesos.Local;

var settings = new ConfigurationBuilder().AddCommandLine(args).Build().Get<LocalMesosSettings>() ?? new();
using var stopping = new CancellationTokenSource();
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole().AddFilter("Microsoft", LogLevel.Warning));

await using var mesos = await LocalMesosHost.StartAsync(settings.ToOptions(), TimeProvider.System, logs, stopping.Token);
Console.WriteLine($"LocalMesos master on http://{mesos.MasterAddress.Authority}");
await Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
