using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Whether slots are Docker tasks, and of which images. Such a slot is its container from its first moment to its last.</summary>
internal sealed class DockerTasks(IOptions<FrameworkOptions> framework, IOptions<DockerTaskOptions> options)
{
    public bool IsOn => framework.Value.Mode == SlotMode.Docker;

    /// <summary>What can be run, wherever it is.</summary>
    public IReadOnlyList<KindStatus> Kinds =>
    [
        .. options.Value.Kinds.Select((kind, place) => new KindStatus(kind.Kind, IsFirst(kind.Kind, place), null)),
        new KindStatus(KindStatus.Blackbox, true, null),
    ];

    /// <returns>The wish with the image that its slot must be of; none where slots are on executors, which make containers of any.</returns>
    /// <exception cref="SlotRefusedException">There is no image for its kind.</exception>
    public SlotWish Resolve(SlotWish wish) => !IsOn ? wish with { Image = null } : wish with
    {
        Image = wish.Image ?? ImageOf(wish.Kind) ?? throw new SlotRefusedException($"'{wish.Kind}' cannot run: {DockerTaskOptions.Section}:Kinds names no image for it."),
        // Any agent has any image.
        Kind = null,
    };

    private string? ImageOf(string? wanted)
    {
        var kind = Kinds.FirstOrDefault(kind => wanted is not null && kind.Is(wanted))?.Kind;
        return options.Value.Kinds.FirstOrDefault(one => one.Kind == kind)?.Image;
    }

    private bool IsFirst(string kind, int place) =>
        !options.Value.Kinds.Take(place).Any(other => Family(other.Kind) == Family(kind));

    private static string Family(string kind) => kind.Split(':')[0];
}
