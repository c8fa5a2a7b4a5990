using System.Net;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>GraphQL over HTTP: types from the descriptors, ways to ask, and what is refused.</summary>
public sealed class GraphTests(SharedNodes shared)
{
    private const string Response = "application/graphql-response+json";

    [Fact]
    public async Task Introspection_shows_a_type_for_each_collection_with_the_kinds_of_its_properties()
    {
        var nodes = await shared.GetAsync();
        var type = (await nodes.Http.DataAsync("""{ __type(name: "Bench") { fields { name description type { name kind ofType { kind ofType { name } } } } } }""")).GetProperty("__type");
        var fields = type.GetProperty("fields").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("type"));

        string? Name(string field) => fields[field].GetProperty("name").GetString();
        Assert.Equal("NON_NULL", fields["id"].GetProperty("kind").GetString());
        Assert.Equal("BenchKind", Name("kind"));
        Assert.Equal("Int", Name("seats"));
        Assert.Equal("Float", Name("height"));
        Assert.Equal("Boolean", Name("isCovered"));
        Assert.Equal("Date", Name("built"));
        Assert.Equal("DateTime", Name("seenAt"));
        Assert.Equal("GeoJSON", Name("geometry"));
        Assert.Equal("LIST", fields["tags"].GetProperty("kind").GetString());
        var query = (await nodes.Http.DataAsync("{ __schema { queryType { fields { name } } } }")).GetProperty("__schema").GetProperty("queryType").GetProperty("fields");
        Assert.Equal(["alerts", "benches", "cities", "datasets", "moods", "passers", "wards"], query.EnumerateArray().Select(f => f.GetProperty("name").GetString()).Order());
    }

    [Fact]
    public async Task The_whole_introspection_of_a_workbench_is_answered()
    {
        var nodes = await shared.GetAsync();
        var data = await nodes.Http.DataAsync("""
            query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name }
              types { ...FullType } directives { name description locations args { ...InputValue } } } }
            fragment FullType on __Type { kind name description
              fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
              inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
            fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
            fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }
            """);

        Assert.Contains(data.GetProperty("__schema").GetProperty("types").EnumerateArray(), t => t.GetProperty("name").GetString() == "BenchConnection");
    }

    [Fact]
    public async Task Get_answers_like_post()
    {
        var nodes = await shared.GetAsync();
        const string query = "query Few($n: Int) { benches(first: $n, city: [\"dura\"]) { totalCount nodes { id name } } }";
        var posted = await nodes.Http.DataAsync(query, new { n = 2 });

        var got = await nodes.Http.JsonAsync($"/graphql?query={Uri.EscapeDataString(query)}&variables={Uri.EscapeDataString("{\"n\":2}")}&operationName=Few");

        Assert.Equal(posted.GetRawText(), got.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData(Response, Response)]
    [InlineData("application/json;q=0.5, application/graphql-response+json", Response)]
    public async Task The_answer_is_of_the_type_that_the_client_prefers(string? accepted, string type)
    {
        using var answer = await SendAsync("""{"query":"{ cities { id } }"}""", accepted);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_type_that_is_not_to_be_had_is_a_406()
    {
        using var answer = await SendAsync("""{"query":"{ cities { id } }"}""", "application/xml");

        await Answers.ProblemAsync(answer, 406, "application/xml");
    }

    [Fact]
    public async Task A_browser_is_shown_the_workbench()
    {
        var nodes = await shared.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query=%7Bcities%7Bid%7D%7D") { Headers = { { "Accept", "text/html,application/xhtml+xml,*/*;q=0.8" } } };

        using var answer = await nodes.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/graphiql?query=%7Bcities%7Bid%7D%7D", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("[{\"query\":\"{ cities { id } }\"}]")]
    [InlineData("{}")]
    [InlineData("{\"query\":null}")]
    [InlineData("{\"query\":7}")]
    [InlineData("{\"query\":\"\"}")]
    [InlineData("{\"query\":\"\\ud800\"}")]
    [InlineData("{\"query\":\"{ cities { id } }\",\"variables\":[]}")]
    [InlineData("{\"query\":\"{ cities { id } }\",\"variables\":\"x\"}")]
    [InlineData("{\"query\":\"{ cities { id } }\",\"operationName\":7}")]
    [InlineData("{\"query\":\"{ cities { id } }\",\"extensions\":7}")]
    [InlineData("{\"query\":\"query($n: Int) { benches(first: $n) { totalCount } }\",\"variables\":{\"n\":\"\\ud800\"}}")]
    public async Task A_body_that_is_no_request_is_a_400(string body)
    {
        using var answer = await SendAsync(body, null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Fact]
    public async Task Bytes_that_are_no_unicode_are_a_400()
    {
        var nodes = await shared.GetAsync();
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes("{\"query\":\"{ cities { id } } # M\u00fcnster\"}")) { Headers = { { "Content-Type", "application/json" } } };

        using var answer = await nodes.Http.PostAsync("/graphql", content);

        await Answers.ProblemAsync(answer, 400, "Latin-1");
    }

    [Theory]
    [InlineData("{ unicorns { id } }", "unicorns")]
    [InlineData("{ benches { nodes { colour } } }", "colour")]
    [InlineData("{ benches(colour: 1) { totalCount } }", "colour")]
    [InlineData("{ benches { nodes { id } }", "Expected")]
    [InlineData("mutation { benches { totalCount } }", "mutation")]
    [InlineData("subscription { benches { totalCount } }", "subscription")]
    [InlineData("{ benches(first: 1001) { totalCount } }", "1000")]
    [InlineData("{ benches(first: -1) { totalCount } }", "1000")]
    [InlineData("{ benches(city: [\"atlantis\"]) { totalCount } }", "atlantis")]
    [InlineData("{ benches(city: [\"alba\", \"alba\"]) { totalCount } }", "alba")]
    [InlineData("{ benches(bbox: [1, 2]) { totalCount } }", "west,south,east,north")]
    [InlineData("{ benches(kind: glass) { totalCount } }", "glass")]
    [InlineData("{ benches(built: \"1.2.2024\") { totalCount } }", "built")]
    [InlineData("{ benches(seenAt: \"2024-06-01\") { totalCount } }", "2024-06-01")]
    [InlineData("{ benches(datetime: \"yesterday\") { totalCount } }", "yesterday")]
    [InlineData("{ moods(bbox: [7, 51, 8, 52]) { totalCount } }", "bbox")]
    public async Task A_wrong_document_is_a_400_that_says_what_is_wrong(string query, string word)
    {
        using var answer = await SendAsync(JsonSerializer.Serialize(new { query }), Response);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{(int)answer.StatusCode} {text}");
        using var document = JsonDocument.Parse(text);
        Assert.False(document.RootElement.TryGetProperty("data", out _));
        Assert.Contains(document.RootElement.GetProperty("errors").EnumerateArray(), e => e.GetProperty("message").GetString()!.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_cursor_of_another_question_is_an_error_at_the_field()
    {
        var nodes = await shared.GetAsync();
        var page = (await nodes.Http.DataAsync("{ benches(first: 2, kind: wood) { pageInfo { endCursor } } }")).GetProperty("benches").GetProperty("pageInfo");

        var answer = await nodes.Http.GraphAsync("query($after: String) { stone: benches(kind: stone, after: $after) { totalCount } cities { id } }", new { after = page.GetProperty("endCursor").GetString() });

        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal(["stone"], error.GetProperty("path").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal("BAD_ARGUMENT", error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_full_page_is_asked_for_freely_and_fifty_of_them_are_too_much()
    {
        var nodes = await shared.GetAsync();
        await nodes.Http.DataAsync("{ benches(first: 1000) { nodes { id city name kind seats height isCovered built seenAt tags geometry } } }");
        var fields = string.Concat(Enumerable.Range(0, 50).Select(n => $"a{n}: benches(first: 1000) {{ nodes {{ id city name kind }} }} "));

        using var answer = await SendAsync(JsonSerializer.Serialize(new { query = $"{{ {fields} }}" }), Response);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("COST_LIMIT", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_a_413()
    {
        using var answer = await SendAsync(JsonSerializer.Serialize(new { query = "{ cities { id } } # " + new string('x', 200_000) }), null);

        await Answers.ProblemAsync(answer, 413, "200 kB");
    }

    [Fact]
    public async Task A_body_that_is_no_json_by_its_type_is_a_415()
    {
        var nodes = await shared.GetAsync();

        using var answer = await nodes.Http.PostAsync("/graphql", new StringContent("{ cities { id } }", Encoding.UTF8, "application/graphql"));

        await Answers.ProblemAsync(answer, 415, "application/graphql");
    }

    [Fact]
    public async Task Cities_and_datasets_are_told_alike_at_every_node()
    {
        var nodes = await shared.GetAsync();

        foreach (var http in nodes.Gateways)
        {
            var data = await http.DataAsync("{ cities { id name(language: \"de\") node state } datasets(collection: \"wards\") { city title(language: \"de\") count licence } }");
            var datasets = data.GetProperty("datasets").EnumerateArray().ToDictionary(d => d.GetProperty("city").GetString()!);

            Assert.Equal(Towns.Cities.Order(), data.GetProperty("cities").EnumerateArray().Select(c => c.GetProperty("id").GetString()).Order());
            Assert.Equal(["alba", "dura"], datasets.Keys.Order());
            Assert.Equal("wards in dura", datasets["dura"].GetProperty("title").GetString());
            Assert.Equal(3, datasets["dura"].GetProperty("count").GetInt32());
        }
    }

    [Fact]
    public async Task The_count_alone_asks_no_city_for_a_row()
    {
        var nodes = await shared.GetAsync();

        var answer = await nodes.Http.GraphAsync("{ benches(kind: wood) { totalCount } }");

        Assert.Equal(nodes.Towns.Benches.Count(b => b.Kind == "wood"), answer.GetProperty("data").GetProperty("benches").GetProperty("totalCount").GetInt32());
        Assert.All(answer.GetProperty("extensions").GetProperty("federation").GetProperty("cities").EnumerateArray(), c => Assert.Equal(0, c.GetProperty("numberReturned").GetInt32()));
    }

    private async Task<HttpResponseMessage> SendAsync(string body, string? accepted)
    {
        var nodes = await shared.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (accepted is not null)
            request.Headers.Add("Accept", accepted);
        return await nodes.Http.SendAsync(request);
    }
}
