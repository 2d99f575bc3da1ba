namespace Faas.ArchitectureTests;

/// <summary>Who may know whom: design.md §3, "Rooms".</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Faas.Contracts"] = [],
        ["Faas.Storage"] = ["Faas.Contracts"],
        ["Faas.Gateway"] = ["Faas.Contracts", "Faas.Storage"],
        ["Faas.Invoker"] = ["Faas.Contracts", "Faas.Storage", "Faas.Mesos.Scheduler"],
        ["Faas.Mesos.Protocol"] = [],
        ["Faas.Mesos.Scheduler"] = ["Faas.Contracts", "Faas.Mesos.Protocol"],
        ["Faas.Mesos.Executor"] = ["Faas.Contracts", "Faas.Mesos.Protocol"],
        ["Faas.Mesos.Local"] = ["Faas.Mesos.Protocol"],
        ["Faas.Standalone"] = ["Faas.Contracts", "Faas.Storage", "Faas.Gateway", "Faas.Invoker", "Faas.Mesos.Scheduler", "Faas.Mesos.Executor", "Faas.Mesos.Local", "Faas.Mesos.Protocol"],
    };

    public static TheoryData<string> Projects => [.. House.Projects];

    [Fact]
    public void Every_project_has_its_place() =>
        Assert.Equal(Allowed.Keys.Order(), House.Projects.Select(Name).Order());

    [Theory, MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may_know(string project) =>
        Assert.Empty(House.Items(project, "ProjectReference").Select(Name).Except(Allowed[Name(project)]));

    [Fact]
    public void Contracts_stands_on_the_base_library_alone()
    {
        var contracts = House.Projects.Single(project => Name(project) == "Faas.Contracts");

        Assert.Empty(House.Items(contracts, "PackageReference"));
        Assert.Empty(House.Items(contracts, "FrameworkReference"));
        Assert.Contains("Sdk=\"Microsoft.NET.Sdk\"", House.Read(contracts), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Projects))]
    public void Versions_of_packages_are_told_in_one_place(string project) =>
        Assert.DoesNotContain(" Version=", House.Read(project), StringComparison.Ordinal);

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = House.Read("Faas.sln").Replace('\\', '/');

        Assert.Equal([], House.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains(file, StringComparison.Ordinal)));
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);
}
