using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace UrbanDataHub.Tests.Ingest.Fetching;

/// <summary>A running node follows the schedule of a source: it fetches, imports what changed, and says why it could not.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task A_node_fetches_and_imports_by_the_schedule()
    {
        await using var server = await CityServer.StartAsync();
        server.Serve("/stadt/daten/HEAD/lamps.csv", "id;name\n1;Am Markt\n2;An der Aa\n");
        using var city = new FetchBench();
        city.ScheduledSource("playgrounds", "{ path: lamps.csv, repository: stadt/daten, file: lamps.csv }", "* * * * * *");
        await using var node = await city.StartAsync(server.Address);

        await CountsAsync(node, 2);
        server.Serve("/stadt/daten/HEAD/lamps.csv", "id;name\n1;Am Markt\n2;An der Aa\n3;Neu\n");
        await CountsAsync(node, 3);

        server.Answers["/stadt/daten/HEAD/lamps.csv"] = context =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };
        await Eventually.TrueAsync(async () => (await NewestAsync(node)).GetProperty("state").GetString() == "failed", "the newest report says that the file could not be had");
        Assert.Contains("lamps.csv answers 410", (await NewestAsync(node)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await CountsAsync(node, 3);
    }

    private static Task CountsAsync(TestNode node, int count) => Eventually.TrueAsync(
        async () => (await GetAsync(node, "/cities/stadt/datasets")).GetProperty("datasets")[0].GetProperty("count").GetInt32() == count, $"{count} features are there");

    private static async Task<JsonElement> NewestAsync(TestNode node) => (await GetAsync(node, "/cities/stadt/imports?limit=1")).GetProperty("imports")[0];

    private static Task<JsonElement> GetAsync(TestNode node, string address) =>
        node[HubProgram.Social].Http.GetFromJsonAsync<JsonElement>(address, TestContext.Current.CancellationToken);
}
