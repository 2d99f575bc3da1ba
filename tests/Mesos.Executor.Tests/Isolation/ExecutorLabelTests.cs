using Faas.Mesos.Executor.Isolation;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class ExecutorLabelTests
{
    [Fact]
    public void A_folder_has_one_label_under_whatever_short_name_it_is_used()
    {
        var folder = Directory.CreateTempSubdirectory("faas-label-").FullName;
        var link = $"{folder}.short";
        File.CreateSymbolicLink(link, folder);
        Assert.Equal(ExecutorLabel.Of(folder), ExecutorLabel.Of(link));
        Assert.NotEqual(ExecutorLabel.Of(folder), ExecutorLabel.Of($"{folder}x"));
        Assert.Equal(ExecutorLabel.Of("/nobody/has/made/it"), ExecutorLabel.Of("/nobody/has/made/it"));
        File.Delete(link);
        Directory.Delete(folder);
    }
}
