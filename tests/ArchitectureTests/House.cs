using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Faas.ArchitectureTests;

/// <summary>The sources as they lie on disk.</summary>
internal static partial class House
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    public static string Root { get; } = FindRoot();

    /// <summary>Every file that people wrote, by its path from the root.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Root, "*", All).Select(file => Path.GetRelativePath(Root, file)).Where(file => !Made().IsMatch(file)).Order()];

    /// <summary>The projects of the product.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !file.StartsWith("tests/", StringComparison.Ordinal))];

    public static IEnumerable<string> Sources => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>What a project file includes under this element.</summary>
    public static IEnumerable<string> Items(string project, string element) =>
        XDocument.Parse(Read(project)).Descendants(element).Select(item => (string)item.Attribute("Include")!);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Faas.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("Faas.sln is nowhere above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex(@"(^|/)(\.git|artifacts|obj|bin|node_modules|__pycache__|TestResults|\.vs|\.idea)(/|$)")]
    private static partial Regex Made();
}
