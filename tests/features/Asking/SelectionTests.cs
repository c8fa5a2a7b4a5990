using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Asking;

/// <summary>What of a feature is answered, and whether anything is answered at all to who has it already.</summary>
public sealed class SelectionTests(SharedTrial shared)
{
    [Theory]
    [InlineData("properties=name,seats", "city,name,seats", true)]
    [InlineData("properties=", "city", true)]
    [InlineData("exclude-properties=geometry,tags,built", "city,height,isOpen,kind,name,seats,seenAt", false)]
    [InlineData("properties=name,seats&exclude-properties=seats,geometry", "city,name", false)]
    [InlineData("properties=kind&sortby=-seats", "city,kind", true)]
    public async Task Only_what_is_selected_is_answered(string query, string properties, bool geometry)
    {
        var questions = await OneAsync();
        var items = (await questions.PageAsync(query)).Features.Single();
        Check(items);
        if (query.Contains("sortby", StringComparison.Ordinal))
            return;
        var id = items.GetProperty("id").GetString();
        var trial = await shared.GetAsync();
        using var answer = await trial.Service.Http.GetAsync($"{questions.Items}/{id}?{query}");
        Check(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);

        void Check(JsonElement feature)
        {
            Assert.Equal(properties.Split(','), feature.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
            Assert.Equal(geometry ? JsonValueKind.Object : JsonValueKind.Null, feature.GetProperty("geometry").ValueKind);
        }
    }

    [Theory]
    [InlineData("properties=colour", "properties")]
    [InlineData("exclude-properties=name,colour", "exclude-properties")]
    public async Task An_unknown_property_is_refused(string query, string parameter) => await (await OneAsync()).RefusedAsync(query, parameter);

    [Fact]
    public async Task Who_has_the_page_is_told_so_until_a_row_changes()
    {
        var trial = await shared.GetAsync();
        var questions = await OneAsync();
        var city = questions.Items.Split('/')[2];
        foreach (var address in new[] { $"{questions.Items}?seats=3", $"{questions.Items}/{city}:t1" })
        {
            using var first = await AskAsync(trial, address, null);
            using var again = await AskAsync(trial, address, first.Headers.ETag);

            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(first.Headers.ETag, again.Headers.ETag);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync());
            using var other = await AskAsync(trial, address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "properties=name", first.Headers.ETag);
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);

            await trial.ExecuteAsync($"""
                UPDATE collections.things SET seats = 3, name = name || '!' WHERE city = '{city}';
                UPDATE hub.datasets SET changed_at = changed_at + interval '1 microsecond' WHERE city = '{city}'
                """);
            using var changed = await AskAsync(trial, address, first.Headers.ETag);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
        }
    }

    private async Task<Questions> OneAsync()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([new Thing("t1", "One", "a", 3, 1.5, true, new DateOnly(2020, 1, 2), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), ["x"], (7, 51))]);
        return new Questions(trial, rows.City, "things");
    }

    private static async Task<HttpResponseMessage> AskAsync(TrialNode trial, string address, EntityTagHeaderValue? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await trial.Service.Http.SendAsync(request);
    }
}
