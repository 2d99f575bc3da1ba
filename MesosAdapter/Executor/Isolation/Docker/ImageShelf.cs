using Docker.DotNet;
using Docker.DotNet.Models;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>The engine's images as far as they matter here: pulled once for however many wait, and the pull goes on when nobody does.</summary>
internal sealed partial class ImageShelf(DockerClient engine, DockerOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>How long a start waits for a pull before it says how far that is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>For how long a failed pull is not tried again: a queue of invocations must not knock at the registry once each.</summary>
    private static readonly TimeSpan FailureHolds = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _images = [];

    public IReadOnlyList<ImageStatus> List()
    {
        lock (_lock) return [.. _images.Select(pair => pair.Value.Describe(pair.Key)).OrderBy(status => status.Image, StringComparer.Ordinal)];
    }

    /// <summary>Makes sure that the engine has the image.</summary>
    /// <exception cref="ImagePullingException">Not yet.</exception>
    /// <exception cref="IsolationException">It cannot be had.</exception>
    public async Task EnsureAsync(string image, CancellationToken ct)
    {
        var entry = Begin(image);
        try
        {
            await entry.Pull.WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            throw new ImagePullingException($"The image {image} is being pulled: {entry.Progress}.");
        }
    }

    /// <summary>Begins to pull what is not there; what becomes of it is in the list and in the log.</summary>
    public void Prefetch(IEnumerable<string> images)
    {
        foreach (var image in images) Begin(image);
    }

    /// <summary>The engine has it no more: somebody removed it.</summary>
    public void Forget(string image)
    {
        lock (_lock) _images.Remove(image);
    }

    private Entry Begin(string image)
    {
        lock (_lock)
        {
            if (_images.TryGetValue(image, out var known) && !known.IsStale(time)) return known;
            var entry = new Entry();
            _images[image] = entry;
            entry.Pull = Task.Run(() => PullAsync(image, entry));
            // A prefetch is awaited by nobody.
            _ = entry.Pull.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return entry;
        }
    }

    private async Task PullAsync(string image, Entry entry)
    {
        try
        {
            entry.Bytes = await FindSizeAsync(image) ?? await FetchAsync(image, entry.Progress);
        }
        catch (Exception e) when (e is DockerApiException or IsolationException or HttpRequestException or IOException or OperationCanceledException or TimeoutException)
        {
            entry.FailedAt = time.GetTimestamp();
            entry.Failure = $"The image {image} could not be pulled: {(e is OperationCanceledException ? $"it took longer than {options.PullTimeout}" : EngineWords.Of(e))}";
            LogFailed(entry.Failure);
            throw new IsolationException(entry.Failure, e);
        }
    }

    private async Task<long> FetchAsync(string image, PullProgress progress)
    {
        var name = ImageName.TryParse(image, null, out var parsed) ? parsed : throw new IsolationException(ImageName.Rule);
        using var deadline = new CancellationTokenSource(options.PullTimeout, time);
        var from = time.GetTimestamp();
        LogPulling(image);
        await engine.Images.CreateImageAsync(
            new ImagesCreateParameters { FromImage = name.Repository, Tag = name.Digest ?? name.Tag }, await RegistryCredentials.FindAsync(options.Credentials, name, deadline.Token), progress, deadline.Token);
        if (progress.Error is { } error) throw new IsolationException(error);
        var size = await FindSizeAsync(image) ?? throw new IsolationException("the engine pulled it and does not have it");
        LogPulled(image, size >> 20, time.GetElapsedTime(from).TotalSeconds);
        return size;
    }

    private async Task<long?> FindSizeAsync(string image)
    {
        try
        {
            return (await engine.Images.InspectImageAsync(image)).Size;
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    }

    private sealed class Entry
    {
        public Task Pull { get; set; } = Task.CompletedTask;

        public PullProgress Progress { get; } = new();

        public long? Bytes { get; set; }

        public string? Failure { get; set; }

        public long FailedAt { get; set; }

        public bool IsStale(TimeProvider time) => Failure is not null && time.GetElapsedTime(FailedAt) > FailureHolds;

        public ImageStatus Describe(string image) => this switch
        {
            { Bytes: { } bytes } => new(image, ImageState.Present, null, bytes >> 20),
            { Failure: { } failure } => new(image, ImageState.Failed, failure, 0),
            _ => new(image, ImageState.Pulling, Progress.ToString(), 0),
        };
    }

    [LoggerMessage(LogLevel.Information, "Pulling the image {Image}")]
    private partial void LogPulling(string image);

    [LoggerMessage(LogLevel.Information, "Pulled the image {Image}, {MiB} MiB, in {Seconds:0.0} s")]
    private partial void LogPulled(string image, long mib, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Failure}")]
    private partial void LogFailed(string failure);
}
