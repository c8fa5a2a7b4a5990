using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Answers;

/// <summary>Collections, schema and queryables, and the tail of a page.</summary>
public sealed class CollectionTests(SharedTrial shared, CollectionTests.OneThing one) : IClassFixture<CollectionTests.OneThing>
{
    [Fact]
    public async Task A_city_lists_the_collections_that_it_has_a_dataset_of()
    {
        var (trial, city) = await one.GetAsync();
        var collections = (await GetAsync(trial, $"/cities/{city}/ogc/collections")).GetProperty("collections").EnumerateArray().ToList();

        var things = Assert.Single(collections);
        Assert.Equal("things", things.GetProperty("id").GetString());
        Assert.Equal("feature", things.GetProperty("itemType").GetString());
        Assert.Equal(1, things.GetProperty("dataset").GetProperty("count").GetInt64());
        Assert.Equal(things.GetRawText(), (await GetAsync(trial, $"/cities/{city}/ogc/collections/things")).GetRawText());
    }

    [Fact]
    public async Task Every_link_of_a_collection_leads_somewhere()
    {
        var (trial, city) = await one.GetAsync();
        var links = (await GetAsync(trial, $"/cities/{city}/ogc/collections/things")).GetProperty("links").EnumerateArray().ToList();

        Assert.Equal(
            ["describedby", "http://www.opengis.net/def/rel/ogc/1.0/queryables", "http://www.opengis.net/def/rel/ogc/1.0/sortables", "items", "self", "urn:urbandatahub:rel:changes"],
            links.Select(l => l.GetProperty("rel").GetString()).Order(StringComparer.Ordinal));
        foreach (var link in links)
        {
            using var answer = await trial.Service.Http.GetAsync(new Uri(link.GetProperty("href").GetString()!).PathAndQuery, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(link.GetProperty("type").GetString(), answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task The_schema_is_the_descriptor_and_queryables_are_what_may_be_asked()
    {
        var (trial, city) = await one.GetAsync();
        var schema = await GetAsync(trial, $"/cities/{city}/ogc/collections/things/schema");
        var queryables = await GetAsync(trial, $"/cities/{city}/ogc/collections/things/queryables");

        Assert.EndsWith("/things/schema", schema.GetProperty("$id").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("/queryables", queryables.GetProperty("$id").GetString(), StringComparison.Ordinal);
        Assert.False(queryables.GetProperty("additionalProperties").GetBoolean());
        foreach (var property in queryables.GetProperty("properties").EnumerateObject().Where(p => p.Name is not ("geometry" or "id" or "city")))
        {
            var value = property.Value.TryGetProperty("format", out var format) && format.GetString() == "date" ? "2024-01-01"
                : format.ValueKind == JsonValueKind.String ? "2024-01-01T00:00:00Z"
                : property.Value.GetProperty("type").GetString() is "boolean" ? "true" : "1";
            await new Questions(trial, city, "things").PageAsync($"{property.Name}={value}");
        }
    }

    [Fact]
    public async Task Sortables_are_what_has_one_value()
    {
        var (trial, city) = await one.GetAsync();

        var sortables = await GetAsync(trial, $"/cities/{city}/ogc/collections/things/sortables");

        Assert.Equal(
            ["built", "city", "height", "id", "isOpen", "kind", "name", "seats", "seenAt"],
            sortables.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (var property in sortables.GetProperty("properties").EnumerateObject())
            await new Questions(trial, city, "things").PageAsync($"sortby=-{property.Name}");
    }

    [Fact]
    public async Task Datasets_say_how_the_city_fares()
    {
        var (trial, city) = await one.GetAsync();
        var dataset = Assert.Single((await GetAsync(trial, $"/cities/{city}/datasets")).GetProperty("datasets").EnumerateArray());

        Assert.Equal("things", dataset.GetProperty("collection").GetString());
        Assert.Equal("done", dataset.GetProperty("state").GetString());
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), dataset.GetProperty("lastChanged").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_page_names_the_city_its_state_and_the_age_of_the_data()
    {
        var (trial, city) = await one.GetAsync();
        using var answer = await trial.Service.Http.GetAsync($"/cities/{city}/ogc/collections/things/items", TestContext.Current.CancellationToken);
        var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal($"{city};state=answered", answer.Headers.GetValues("Hub-Cities").Single());
        var federation = page.GetProperty("federation");
        Assert.True(federation.GetProperty("complete").GetBoolean());
        var told = Assert.Single(federation.GetProperty("cities").EnumerateArray());
        Assert.Equal(city, told.GetProperty("city").GetString());
        Assert.Equal(1, told.GetProperty("numberMatched").GetInt64());
        Assert.Equal(1, told.GetProperty("numberReturned").GetInt64());
        Assert.Equal("2026-01-02T03:04:05Z", told.GetProperty("dataAsOf").GetString());
        Assert.InRange(page.GetProperty("timeStamp").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Links_are_below_the_address_that_the_gateway_names()
    {
        var (trial, city) = await one.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/cities/{city}/ogc/collections/things/items?limit=1");
        request.Headers.Add("Hub-Self", "https://hub.example/ogc/collections/things/items?city=x&limit=1");
        using var answer = await trial.Service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var page = new Page(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement, city);

        Assert.Equal("https://hub.example/ogc/collections/things/items?city=x&limit=1", page.Link("self"));
        Assert.Equal("https://hub.example/ogc/collections/things", page.Link("collection"));
    }

    [Fact]
    public async Task Self_repeats_the_question_and_the_place_in_it()
    {
        var (trial, city) = await one.GetAsync();
        await new Rows(trial, city).ThingAsync(new("2", "Straße & Platz"));
        try
        {
            var questions = new Questions(trial, city, "things");
            var named = await questions.PageAsync("name=Stra%C3%9Fe%20%26%20Platz&limit=3");
            Assert.Equal(["2"], (await questions.PageAsync(new Uri(named.Link("self")!).Query[1..])).LocalIds);

            var second = await questions.PageAsync(new Uri((await questions.PageAsync("limit=1")).Next!).Query[1..]);
            Assert.Equal(second.LocalIds, (await questions.PageAsync(new Uri(second.Link("self")!).Query[1..])).LocalIds);
        }
        finally
        {
            await trial.ExecuteAsync($"DELETE FROM collections.things WHERE city = '{city}' AND local_id = '2'");
        }
    }

    [Theory]
    [InlineData("/cities/{city}/ogc/collections/things/items")]
    [InlineData("/cities/{city}/ogc/collections/things/items/{city}:1")]
    [InlineData("/cities/{city}/ogc/collections")]
    [InlineData("/downloads/{city}/things.csv")]
    public async Task Head_is_answered_without_a_body(string address)
    {
        var (trial, city) = await one.GetAsync();
        address = address.Replace("{city}", city, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var answer = await trial.Service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        using var got = await trial.Service.Http.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(got.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Writing_is_not_allowed()
    {
        var (trial, city) = await one.GetAsync();
        using var answer = await trial.Service.Http.DeleteAsync($"/cities/{city}/ogc/collections/things/items/{city}:1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Health_and_metrics_are_answered()
    {
        var trial = await shared.GetAsync();
        Assert.Contains("healthy", await trial.Service.Http.GetStringAsync("/health/live", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("database", await trial.Service.Http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration", await trial.Service.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> GetAsync(TrialNode trial, string address) =>
        JsonDocument.Parse(await trial.Service.Http.GetStringAsync(address)).RootElement;

    /// <summary>A city with one thing.</summary>
    public sealed class OneThing(SharedTrial shared)
    {
        private readonly Lazy<Task<(TrialNode Trial, string City)>> _made = new(async () =>
        {
            var trial = await shared.GetAsync();
            var rows = new Rows(trial, trial.NextCity());
            await rows.ThingsAsync([new("1", "x", Place: (7.5, 51.5))]);
            return (trial, rows.City);
        });

        public Task<(TrialNode Trial, string City)> GetAsync() => _made.Value;
    }
}
