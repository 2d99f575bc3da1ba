namespace Faas.IntegrationTests.Deployments;

/// <summary>Where programs are.</summary>
internal static class Programs
{
    /// <summary>The program of a project of this solution, in the configuration the tests were built in.</summary>
    public static string PathOf(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project);
    }

    /// <summary>A program on the path, or <see langword="null"/>.</summary>
    public static string? Find(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The library that makes a process see another wall clock, or <see langword="null"/>.</summary>
    public static string? FakeTime =>
        Directory.EnumerateDirectories("/usr/lib").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
}
