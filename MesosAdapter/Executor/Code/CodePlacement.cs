using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Code;

/// <summary>Puts cached code into a container's own folder.</summary>
internal static class CodePlacement
{
    /// <param name="share">Whether the container cannot write there, so that hard links will do.</param>
    public static void Place(string from, string to, bool share)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            if (!share || Libc.Link(file, target) != 0) File.Copy(file, target);
        }
    }
}
