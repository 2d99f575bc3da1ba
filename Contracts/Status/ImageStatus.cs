namespace Faas.Contracts;

/// <summary>Whether an agent has an image.</summary>
public enum ImageState
{
    /// <summary>Containers start from it at once.</summary>
    Present,

    /// <summary>It is on its way.</summary>
    Pulling,

    /// <summary>It could not be had; the next start tries again.</summary>
    Failed,
}

/// <summary>An image as its executor sees it.</summary>
/// <param name="Image">Its name, with registry and tag as it was asked for.</param>
/// <param name="Detail">How far a pull is, or why it failed; <see langword="null"/> for one that is present.</param>
/// <param name="MiB">Its size on disk, layers that others share included; 0 until it is present.</param>
public sealed record ImageStatus(string Image, ImageState State, string? Detail, long MiB);
