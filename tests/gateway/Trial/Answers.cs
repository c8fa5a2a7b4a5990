using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UrbanDataHub.Tests.Gateway.Trial;

/// <summary>Questions over HTTP whose answers are checked for what every answer must be.</summary>
public static class Answers
{
    private static readonly string[] _documents = ["application/json", "application/geo+json", "application/schema+json", "application/vnd.oai.openapi+json"];

    /// <summary>A JSON document, status 200.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpClient http, string address)
    {
        using var answer = await http.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode} {text}");
        Assert.Contains(answer.Content.Headers.ContentType?.MediaType, _documents);
        return Parse(text);
    }

    /// <summary>A page of features.</summary>
    public static async Task<Page> PageAsync(this HttpClient http, string address) => new(await http.JsonAsync(address));

    /// <summary>All pages of a question, by the links named <c>next</c>.</summary>
    public static async Task<List<Page>> WalkAsync(this HttpClient http, string address)
    {
        var pages = new List<Page>();
        for (var next = address; next is not null; next = pages[^1].Next)
        {
            pages.Add(await http.PageAsync(next));
            Assert.True(pages.Count < 1000, "The pages do not end.");
        }

        return pages;
    }

    /// <summary>A problem document of this status.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpClient http, string address, int status)
    {
        using var answer = await http.GetAsync(address);
        return await ProblemAsync(answer, status, address);
    }

    /// <summary>A problem document, 400, that names the parameter.</summary>
    public static async Task RefusedAsync(this HttpClient http, string address, string parameter)
    {
        var problem = await http.ProblemAsync(address, 400);
        Assert.True(problem.TryGetProperty("parameter", out var named), $"{address}: {problem}");
        Assert.Equal(parameter, named.GetString());
    }

    /// <summary>What an answer that must be a problem document says.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, int status, string what)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{what}: {(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = Parse(text);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        return problem;
    }

    /// <summary>A GraphQL answer, status 200, with or without errors.</summary>
    public static async Task<JsonElement> GraphAsync(this HttpClient http, string query, object? variables = null)
    {
        using var answer = await http.PostAsJsonAsync("/graphql", new { query, variables });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{query}: {(int)answer.StatusCode} {text}");
        return Parse(text);
    }

    /// <summary>The data of a GraphQL answer without errors.</summary>
    public static async Task<JsonElement> DataAsync(this HttpClient http, string query, object? variables = null)
    {
        var answer = await http.GraphAsync(query, variables);
        Assert.False(answer.TryGetProperty("errors", out var errors), $"{query}: {errors}");
        return answer.GetProperty("data");
    }

    /// <summary>The state of each city in a <c>federation</c> member.</summary>
    public static Dictionary<string, string> States(this JsonElement federation) =>
        federation.GetProperty("cities").EnumerateArray().ToDictionary(c => c.GetProperty("city").GetString()!, c => c.GetProperty("state").GetString()!);

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

/// <summary>One page of items.</summary>
public sealed record Page(JsonElement Json)
{
    public List<JsonElement> Features => [.. Json.GetProperty("features").EnumerateArray()];

    public List<string> Ids => [.. Features.Select(f => f.GetProperty("id").GetString()!)];

    /// <summary>Null while a city is missing.</summary>
    public long? Matched => Json.TryGetProperty("numberMatched", out var matched) ? matched.GetInt64() : null;

    public int Returned => Json.GetProperty("numberReturned").GetInt32();

    public string? Next => Link("next");

    public JsonElement Federation => Json.GetProperty("federation");

    public string? Link(string rel) => Json.GetProperty("links").EnumerateArray()
        .Where(l => l.GetProperty("rel").GetString() == rel).Select(l => l.GetProperty("href").GetString()).SingleOrDefault();
}
