using System.Text.RegularExpressions;
using Faas.IntegrationTests.Deployments;
using Microsoft.Playwright;

namespace Faas.IntegrationTests;

/// <summary>A developer explores the API in a browser: every Try it out gets its answer.</summary>
public sealed class SwaggerPage(StandaloneDeployment deployment) : IClassFixture<StandaloneDeployment>
{
    [Fact]
    public async Task Every_operation_can_be_tried_out()
    {
        var chromium = Programs.Find("chromium");
        Assert.SkipWhen(chromium is null, "no Chromium");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();
        await page.GotoAsync($"{deployment.Address}swagger");
        var operations = page.Locator(".opblock");
        await operations.First.WaitForAsync();

        var names = new List<string>();
        var document = (await deployment.GetAsync("/openapi/v1.json")).Json;
        var expected = document.GetProperty("paths").EnumerateObject().Sum(path => path.Value.EnumerateObject().Count(member => member.Value.TryGetProperty("operationId", out _)));
        Assert.Equal(expected, await operations.CountAsync());
        // The page groups by resource: what deletes comes before what still wants to invoke.
        var kept = page.Locator(".opblock:not(.opblock-delete)");
        var deleting = page.Locator(".opblock-delete");
        var keptCount = await kept.CountAsync();
        for (var index = 0; index < expected; index++)
        {
            var operation = index < keptCount ? kept.Nth(index) : deleting.Nth(index - keptCount);
            await operation.Locator(".opblock-summary").ClickAsync();
            await operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
            var status = operation.Locator(".live-responses-table .response-col_status").Last;
            await status.WaitForAsync();
            var text = await status.InnerTextAsync();
            names.Add($"{await operation.Locator(".opblock-summary-path").GetAttributeAsync("data-path")}: {text.Split('\n')[0].Trim()}");
            Assert.Matches(new Regex("^(2|3|4)"), text);
            // Folded again: with every answer on the page each click takes longer than the one before.
            await operation.Locator(".opblock-summary-control").ClickAsync();
        }
        // The first is POST /functions with its example: it must really have been deployed, and its invocation answered.
        Assert.Contains("/functions: 201", names);
        Assert.Contains("/functions/{name}/invocations: 200", names);
    }
}
