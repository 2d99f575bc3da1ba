using System.Text.RegularExpressions;

namespace Faas.ArchitectureTests;

public sealed partial class DocumentTests
{
    [Fact]
    public void Each_test_that_the_threat_model_names_exists()
    {
        var tests = string.Concat(House.Sources.Where(file => file.StartsWith("tests/", StringComparison.Ordinal)).Select(House.Read));
        var named = Claims().Matches(House.Read("docs/security.md")).SelectMany(row => Names().Matches(row.Groups["tests"].Value)).ToList();
        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(name => !Exists(name)).Select(name => name.Value));

        bool Exists(Match name) =>
            (!name.Groups["class"].Success || Regex.IsMatch(tests, $@"\bclass {name.Groups["class"].Value}\b"))
            && (!name.Groups["fact"].Success || Regex.IsMatch(tests, $@"\b(Task|void) {name.Groups["fact"].Value}\("));
    }

    [GeneratedRegex(@"^\| [^|]+ \| (?<tests>[^|]*`(\w+)?Tests[^|]*|[^|]*`Leaves[^|]*|[^|]*Conformance[^|]*) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Claims();

    [GeneratedRegex(@"`(?<class>[A-Z]\w+)?(\.(?<fact>[A-Z]\w+))?`")]
    private static partial Regex Names();
}
