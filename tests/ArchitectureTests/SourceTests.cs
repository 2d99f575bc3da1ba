using System.Text.RegularExpressions;

namespace Faas.ArchitectureTests;

public sealed partial class SourceTests
{
    private const int MostLines = 300;

    private static readonly string[] Written = [".cs", ".js", ".py", ".lua", ".proto", ".sh", ""];

    [Fact]
    public void No_source_is_longer_than_300_lines() =>
        Assert.Equal([], House.Files
            .Where(file => Written.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != "LICENSE")
            .Select(file => (file, Lines: File.ReadLines(Path.Combine(House.Root, file)).Count()))
            .Where(source => source.Lines > MostLines));

    [Fact]
    public void Nothing_is_called_manager_helper_or_util()
    {
        Assert.Equal([], House.Files.Where(file => Vague().IsMatch(file)));
        Assert.Equal([], House.Sources.SelectMany(file => Declaration().Matches(House.Read(file)).Select(type => $"{file}: {type.Groups["name"].Value}")).Where(type => Vague().IsMatch(type)));
    }

    [Fact]
    public void OpenWhisks_words_name_types_only_where_its_API_is_spoken() =>
        Assert.Equal([], House.Sources
            .Where(file => !file.StartsWith("Gateway/OpenWhisk/", StringComparison.Ordinal) && !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => Declaration().Matches(House.Read(file)).Select(type => type.Groups["name"].Value))
            .Where(name => name.Contains("Activation", StringComparison.Ordinal) || name.StartsWith("Action", StringComparison.Ordinal)));

    [Theory]
    [InlineData("StackExchange.Redis", "Storage/")]
    [InlineData("Docker.DotNet", "MesosAdapter/Executor/Isolation/Docker/")]
    [InlineData("Garnet", "deploy/Standalone/")]
    [InlineData("Mesos.V1", "MesosAdapter/")]
    [InlineData("Google.Protobuf", "MesosAdapter/")]
    public void What_others_wrote_stays_in_its_folder(string ns, string folder)
    {
        var use = new Regex($@"^\s*(global\s+)?using\s+(static\s+)?([\w.]+\s*=\s*)?{Regex.Escape(ns)}[.;]", RegexOptions.Multiline);

        Assert.Equal([], House.Sources
            .Where(file => !file.StartsWith(folder, StringComparison.Ordinal) && !file.StartsWith("tests/", StringComparison.Ordinal))
            .Where(file => use.IsMatch(House.Read(file))));
    }

    [GeneratedRegex("Manager|Helper|Util")]
    private static partial Regex Vague();

    [GeneratedRegex(@"^\s*(?:[a-z]+\s+)*(?:class|record|record struct|struct|interface|enum)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
