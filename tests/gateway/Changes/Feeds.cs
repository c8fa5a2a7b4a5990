using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.Gateway.Changes;

/// <summary>Change feeds as a partner reads them.</summary>
internal static class Feeds
{
    /// <summary>Applies all that the feed has at the moment; the last page.</summary>
    public static async Task<JsonElement> PullAsync(this HttpClient http, string feed, Mirror mirror)
    {
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < 1000, "The pages do not end.");
            var page = await http.JsonAsync(mirror.Token is null ? feed : $"{feed}{(feed.Contains('?', StringComparison.Ordinal) ? '&' : '?')}since={mirror.Token}");
            if (!mirror.Apply(page))
                return page;
        }
    }

    /// <summary>Whether the mirror has of a city just what the city has.</summary>
    public static async Task<bool> ProvesAsync(this HttpClient http, string city, string collection, Mirror mirror)
    {
        using var answer = await http.GetAsync($"/cities/{city}/ogc/collections/{collection}/changes/checksum");
        if ((int)answer.StatusCode == 409)
            return false;
        Assert.Equal(200, (int)answer.StatusCode);
        var checksum = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return (checksum.GetProperty("count").GetInt64(), checksum.GetProperty("hash").GetString()) == mirror.Checksum(city + ":");
    }
}
