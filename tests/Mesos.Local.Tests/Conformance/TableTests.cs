using System.Reflection;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>docs/mesos-conformance.md says what the suite says.</summary>
public sealed class TableTests
{
    private const int Items = 54;

    [Fact]
    public async Task The_table_has_each_item_of_the_suite_in_its_words()
    {
        var rows = await RowsAsync();
        var asked = typeof(TableTests).Assembly.GetTypes().SelectMany(t => t.GetMethods()).Select(m => m.GetCustomAttribute<ItemAttribute>()).OfType<ItemAttribute>().ToList();

        Assert.Equal(Enumerable.Range(1, Items), rows.Select(r => r.Number));
        Assert.Equal(asked.OrderBy(i => i.Number).Select(i => (i.Number, i.Text)), rows.Where(r => r.Emulated == "yes").Select(r => (r.Number, r.Text)));
        Assert.All(rows.Where(r => r.Emulated != "yes"), r => Assert.StartsWith("no: ", r.Emulated, StringComparison.Ordinal));
    }

    private static async Task<List<(int Number, string Text, string Emulated)>> RowsAsync()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Faas.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Faas.sln is nowhere above the tests.");
        }
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "docs", "mesos-conformance.md"), TestContext.Current.CancellationToken);
        return [.. lines.Select(l => l.Split('|', StringSplitOptions.TrimEntries)).Where(c => c.Length > 4 && int.TryParse(c[1], out _))
            .Select(c => (int.Parse(c[1], System.Globalization.CultureInfo.InvariantCulture), c[2], c[3]))];
    }
}
