using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Access;

/// <summary>Makes the first key of an empty store, writes it to a file only its owner reads, and prints it once. Tries until the store answers.</summary>
internal sealed partial class BootstrapKey(ApiKeyStore keys, IOptions<GatewayOptions> options, TimeProvider time, ILogger<BootstrapKey> logger) : BackgroundService
{
    private PeriodicTimer? _timer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new(TimeSpan.FromSeconds(1), time);
        return options.Value.BootstrapKey.Length > 0 ? base.StartAsync(cancellationToken) : Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        do
        {
            try
            {
                await MakeAsync(stoppingToken);
                return;
            }
            catch (StoreUnavailableException e)
            {
                LogWaiting(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task MakeAsync(CancellationToken ct)
    {
        if ((await keys.ListAsync(ct)).Count > 0) return;
        var path = Path.GetFullPath(options.Value.BootstrapKey);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The file first: a key that could not be written down would be of no use to anybody.
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(path, mode);
        var made = await keys.CreateAsync(options.Value.OperatorNamespace, "made at the first start", time.GetUtcNow(), ct);
        await file.WriteLineAsync($"{made.Key.Id}:{made.Secret}".AsMemory(), ct);
        // Printed rather than logged: logs travel further than a secret should.
        await Console.Out.WriteLineAsync($"The first API key, also in {path}:\n  {made.Key.Id}:{made.Secret}");
    }

    [LoggerMessage(LogLevel.Warning, "The first API key waits for the store: {Reason}")]
    private partial void LogWaiting(string reason);
}
