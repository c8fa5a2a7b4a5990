using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Answers;

/// <summary>One feature by its id, also with a key of several columns.</summary>
public sealed class ItemTests(SharedTrial shared)
{
    [Theory]
    [InlineData("1")]
    [InlineData("Größe-Ä.ö_ß")]
    [InlineData("a:b")]
    [InlineData("漢字")]
    [InlineData("100%")]
    public async Task A_feature_is_found_under_the_address_that_it_names_itself(string localId)
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([new(localId, "x", Place: (7.5, 51.5)), new("other", "y")]);

        var item = await GetAsync(trial, $"/cities/{rows.City}/ogc/collections/things/items/{Uri.EscapeDataString($"{rows.City}:{localId}")}");
        Assert.Equal($"{rows.City}:{localId}", item.GetProperty("id").GetString());
        Assert.Equal("x", item.GetProperty("properties").GetProperty("name").GetString());
        var links = item.GetProperty("links").EnumerateArray().ToDictionary(l => l.GetProperty("rel").GetString()!, l => new Uri(l.GetProperty("href").GetString()!));
        Assert.Equal(item.GetProperty("id").GetString(), (await GetAsync(trial, links["self"].PathAndQuery)).GetProperty("id").GetString());
        Assert.Equal("things", (await GetAsync(trial, links["collection"].PathAndQuery)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_item_is_the_same_as_in_the_list()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([new("1", "x", "a", 1, 2.5, true, new(2024, 1, 2), new(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), ["p", "q"], (7.5, 51.5))]);
        var questions = new Questions(trial, rows.City, "things");

        var listed = (await questions.PageAsync("")).Features.Single();
        var item = await GetAsync(trial, $"{questions.Items}/{rows.City}:1");
        foreach (var member in listed.EnumerateObject())
            Assert.Equal(member.Value.GetRawText(), item.GetProperty(member.Name).GetRawText());
    }

    [Theory]
    [InlineData("/cities/{city}/ogc/collections/things/items/{city}:2")]
    [InlineData("/cities/{city}/ogc/collections/things/items/1")]
    [InlineData("/cities/{city}/ogc/collections/things/items/other:1")]
    [InlineData("/cities/{city}/ogc/collections/things/items/{city}:")]
    [InlineData("/cities/{city}/ogc/collections/things/items/{city}:%27%20OR%201=1--")]
    [InlineData("/cities/{city}/ogc/collections/nothings/items/{city}:1")]
    [InlineData("/cities/{city}/ogc/collections/shapes/items")]
    [InlineData("/cities/{city}/ogc/collections/shapes")]
    [InlineData("/cities/atlantis/ogc/collections/things/items")]
    [InlineData("/cities/atlantis/datasets")]
    [InlineData("/cities/{city}/ogc/collections/nothings/schema")]
    [InlineData("/cities/{city}/nothing")]
    [InlineData("/downloads/{city}/nothings.csv")]
    [InlineData("/downloads/{city}/shapes.csv")]
    [InlineData("/downloads/{city}/things.xlsx")]
    public async Task What_is_not_there_is_a_404_with_a_problem_document(string address)
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([new("1", "x")]);
        using var answer = await trial.Service.Http.GetAsync(address.Replace("{city}", rows.City, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Features_with_a_key_of_two_columns_page_and_are_found_like_any_other()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        // Around 1970, where microseconds are negative and their text is not in their order.
        await trial.ExecuteAsync($"""
            INSERT INTO collections.readings (city, meter_id, read_at, result)
            SELECT '{rows.City}', meter, timestamptz '1970-01-01 00:00:00Z' + (n - 20) * interval '9.000001 seconds', n
            FROM generate_series(8, 12) AS meter, generate_series(1, 40) AS n
            """);
        await rows.DescribeAsync("readings", 200);
        var questions = new Questions(trial, rows.City, "readings");

        var pages = await questions.WalkAsync("limit=7");
        var ids = pages.SelectMany(p => p.LocalIds).ToList();
        Assert.Equal(200, ids.Distinct().Count());
        Assert.Equal(200, ids.Count);
        Assert.Equal(
            pages.SelectMany(p => p.Features).Select(f => f.GetProperty("properties").GetProperty("readAt").GetDateTime()).Take(40),
            pages.SelectMany(p => p.Features).Select(f => f.GetProperty("properties").GetProperty("readAt").GetDateTime()).Take(40).Order());
        foreach (var id in new[] { ids[0], ids[19], ids[25], ids[^1] })
            Assert.Equal($"{rows.City}:{id}", (await GetAsync(trial, $"{questions.Items}/{rows.City}:{id}")).GetProperty("id").GetString());
        Assert.Equal(5 * 20, (await questions.IdsAsync("datetime=../1970-01-01T00:00:00Z&limit=13")).Count);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("8-")]
    [InlineData("8-0-0")]
    [InlineData("08-0")]
    [InlineData("8-00")]
    [InlineData("8-x")]
    [InlineData("-0")]
    [InlineData("8-99999999999999999999")]
    [InlineData("8-9000000000000000000")]
    [InlineData("8--9223372036854775808")]
    public async Task An_id_that_cannot_be_a_key_is_a_404(string localId)
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await trial.ExecuteAsync($"INSERT INTO collections.readings (city, meter_id, read_at, result) VALUES ('{rows.City}', 8, '1970-01-01 00:00:00Z', 1)");
        await rows.DescribeAsync("readings", 1);
        var questions = new Questions(trial, rows.City, "readings");

        await GetAsync(trial, $"{questions.Items}/{rows.City}:8-0");
        await questions.ProblemAsync($"{questions.Items}/{rows.City}:{localId}", HttpStatusCode.NotFound);
    }

    private static async Task<JsonElement> GetAsync(TrialNode trial, string address)
    {
        using var answer = await trial.Service.Http.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
