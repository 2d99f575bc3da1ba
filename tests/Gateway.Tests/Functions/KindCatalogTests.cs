using Faas.Contracts;
using Faas.Gateway.Functions;

namespace Faas.Gateway.Tests.Functions;

public sealed class KindCatalogTests
{
    private static readonly KindStatus[] Known = [new("nodejs:18", false, null), new("nodejs:20", true, null), new("php:8", true, "install php."), new("ruby", false, "no ruby found.")];

    [Theory, InlineData("nodejs:default", "nodejs:20"), InlineData("nodejs:18", "nodejs:18")]
    public void A_known_kind_is_chosen(string wanted, string chosen) => Assert.Equal(new KindChoice.Chosen(chosen), KindCatalog.Choose(wanted, Known));

    [Fact]
    public void Images_of_users_run_where_an_executor_says_so()
    {
        Assert.Equal(new KindChoice.Chosen("blackbox"), KindCatalog.Choose("blackbox", [.. Known, new("blackbox", true, null)]));
        Assert.Contains("needs docker", Assert.IsType<KindChoice.Refused>(KindCatalog.Choose("blackbox", [.. Known, new("blackbox", false, "It needs docker.")])).Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("php:8", "install php."), InlineData("php:default", "install php."), InlineData("ruby:3", "no ruby found."), InlineData("ruby:default", "no ruby found.")]
    [InlineData("cobol:85", "nodejs:18, nodejs:20 (nodejs:default)"), InlineData("nodejs", "There is no kind"), InlineData("nodejs:99", "There is no kind"), InlineData("", "There is no kind")]
    public void Another_is_refused_with_why_or_which_there_are(string wanted, string says) =>
        Assert.Contains(says, Assert.IsType<KindChoice.Refused>(KindCatalog.Choose(wanted, Known)).Reason, StringComparison.Ordinal);

    [Theory, InlineData("nodejs:default", true), InlineData("python:default", true), InlineData("nodejs:20", false), InlineData("ruby:default", false)]
    public void Before_the_first_report_only_what_every_executor_has_is_accepted(string wanted, bool accepted) =>
        Assert.Equal(accepted ? new KindChoice.Chosen(wanted) : new KindChoice.NotReported(), KindCatalog.Choose(wanted, []));
}
