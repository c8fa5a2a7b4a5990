using System.Diagnostics;

namespace UrbanDataHub.Tests.Portal;

/// <summary>The page for developers: what stands there to copy works as it stands.</summary>
public sealed class ExampleTests(SharedPortal portal) : Browsing(portal)
{
    [Fact]
    public async Task Every_example_works_when_it_is_pasted_into_a_shell()
    {
        foreach (var program in new[] { "curl", "jq", "ogrinfo", "ogr2ogr" })
            _ = Prerequisite.Program(program);
        var visit = await VisitAsync("en");
        await visit.OpenAsync("/developers");
        var titles = await visit.Page.Locator(".example figcaption").AllInnerTextsAsync();
        var examples = await visit.Page.Locator(".example pre code").AllInnerTextsAsync();
        Assert.Equal(titles.Count, examples.Count);
        var folder = Directory.CreateTempSubdirectory("hub-examples-");
        foreach (var (title, code) in titles.Zip(examples))
        {
            var (status, output) = await RunAsync(code, folder.FullName);
            Assert.True(status == 0, $"«{title}» ended with {status}:\n{code}\n{output}");
            Assert.DoesNotContain("\"errors\"", output, StringComparison.Ordinal);
            Assert.DoesNotContain("\"status\":5", output, StringComparison.Ordinal);
            Assert.Equal(title == "A wrong parameter", output.Contains("\"status\":400", StringComparison.Ordinal));
        }

        Assert.Equal(
            ["all-playgrounds.csv", "beispielburg-playgrounds.geojson", "datastreams.csv", "page.json", "playgrounds.gpkg"],
            folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_button_copies_an_example()
    {
        var visit = await VisitAsync("en");
        await visit.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visit.OpenAsync("/developers");
        var example = visit.Page.Locator(".example").First;
        await example.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await example.GetByText("Copied").WaitForAsync();
        Assert.Equal(await example.Locator("code").InnerTextAsync(), await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    private static async Task<(int Status, string Output)> RunAsync(string code, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", code])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, await output + await errors);
    }
}
