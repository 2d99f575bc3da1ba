using System.Globalization;
using Docker.DotNet.Models;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Adds up what the engine tells of an image's layers while it pulls them.</summary>
internal sealed class PullProgress : IProgress<JSONMessage>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Done, long Total)> _layers = [];

    /// <summary>What went wrong; <see langword="null"/> while nothing has.</summary>
    public string? Error { get; private set; }

    public void Report(JSONMessage value)
    {
        lock (_lock)
        {
            if (value.Error?.Message is { } error) Error = error;
            else if (value.ErrorMessage is { Length: > 0 } message) Error = message;
            if (value is { Status: "Downloading", ID: { } layer, Progress: { Total: > 0 } progress }) _layers[layer] = (progress.Current, progress.Total);
            else if (value is { Status: "Download complete" or "Pull complete", ID: { } whole } && _layers.TryGetValue(whole, out var known)) _layers[whole] = (known.Total, known.Total);
        }
    }

    /// <summary>How far it is: <c>12 of 80 MB</c>.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            var (done, total) = (_layers.Values.Sum(layer => layer.Done), _layers.Values.Sum(layer => layer.Total));
            return total == 0 ? "asking the registry" : string.Create(CultureInfo.InvariantCulture, $"{done / 1e6:0.#} of {total / 1e6:0.#} MB");
        }
    }
}
