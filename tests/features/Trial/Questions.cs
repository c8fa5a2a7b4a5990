using System.Net;
using System.Text.Json;

namespace UrbanDataHub.Tests.Features.Trial;

/// <summary>Questions to one collection of one city, over HTTP.</summary>
public sealed class Questions(TrialNode trial, string city, string collection)
{
    public string Items => $"/cities/{city}/ogc/collections/{collection}/items";

    /// <summary>One page; the test fails when it is none.</summary>
    public Task<Page> PageAsync(string query) => ReadAsync($"{Items}?{query}");

    /// <summary>The local ids that match, over all pages.</summary>
    public async Task<List<string>> IdsAsync(string query) => (await WalkAsync(query)).SelectMany(p => p.LocalIds).ToList();

    /// <summary>All pages of a question, by the links named <c>next</c>.</summary>
    public async Task<List<Page>> WalkAsync(string query)
    {
        var pages = new List<Page>();
        for (var address = $"{Items}?{query}"; address is not null; address = pages[^1].Next)
        {
            pages.Add(await ReadAsync(address));
            Assert.True(pages.Count < 5000, "The pages do not end.");
        }

        return pages;
    }

    /// <summary>A problem document of this status; its members.</summary>
    public async Task<JsonElement> ProblemAsync(string address, HttpStatusCode status)
    {
        using var answer = await trial.Service.Http.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{address}: {(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        return problem;
    }

    /// <summary>400 that names the parameter.</summary>
    public async Task<JsonElement> RefusedAsync(string query, string parameter)
    {
        var problem = await ProblemAsync($"{Items}?{query}", HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        return problem;
    }

    private async Task<Page> ReadAsync(string address)
    {
        using var answer = await trial.Service.Http.GetAsync(new Uri(trial.Service.Http.BaseAddress!, new Uri(address, UriKind.RelativeOrAbsolute) is { IsAbsoluteUri: true } link ? link.PathAndQuery : address));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode} {text}");
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType?.MediaType);
        return new Page(JsonDocument.Parse(text).RootElement, city);
    }
}

/// <summary>One page of items.</summary>
public sealed record Page(JsonElement Json, string City)
{
    public List<JsonElement> Features => Json.GetProperty("features").EnumerateArray().ToList();

    /// <summary>The ids without the city.</summary>
    public List<string> LocalIds => Features.Select(f => f.GetProperty("id").GetString()![(City.Length + 1)..]).ToList();

    public long Matched => Json.GetProperty("numberMatched").GetInt64();

    public long Returned => Json.GetProperty("numberReturned").GetInt64();

    public string? Next => Link("next");

    public string? Link(string rel) => Json.GetProperty("links").EnumerateArray()
        .Where(l => l.GetProperty("rel").GetString() == rel).Select(l => l.GetProperty("href").GetString()).SingleOrDefault();
}
