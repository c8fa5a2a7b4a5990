using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>The alerts of several cities, asked at the same time. Cities of foreign servers have none.</summary>
public sealed class FederatedAlerts(FanOut fanOut, CityRegistry registry)
{
    /// <summary>The newest alerts of the cities together, and how each city fared.</summary>
    /// <param name="cities">Null for all.</param>
    /// <param name="active">Whether they are active; null for both.</param>
    /// <param name="limit">Alerts in the answer.</param>
    public async Task<(IReadOnlyList<Alert> Alerts, FederationAnswer Federation)> AskAsync(IReadOnlyList<Place>? cities, bool? active, int limit, CancellationToken cancel)
    {
        var places = (cities ?? registry.All).Where(p => !p.IsForeign).ToList();
        var query = QueryString.Create("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (active is { } only)
            query = query.Add("active", only ? "true" : "false");
        using var deadline = fanOut.Begin(cancel);
        var replies = await fanOut.AskAsync(places.Select(place => new CityQuestion(place, Programs.Sensors, $"/cities/{place.City}/alerts{query}")), deadline);
        var (alerts, answers) = (new List<Alert>(), new List<CityAnswer>());
        foreach (var reply in replies)
        {
            var (found, answer) = Read(reply);
            alerts.AddRange(found);
            answers.Add(answer);
            reply.Dispose();
        }

        return ([.. alerts.OrderByDescending(a => a.RaisedAt).ThenByDescending(a => a.Id).Take(limit)], FederationAnswer.Of(answers));
    }

    private static (IReadOnlyList<Alert>, CityAnswer) Read(CityReply reply)
    {
        CityAnswer Missing(string state, string detail) => new(reply.Place.City, state, null, 0, reply.Elapsed.TotalMilliseconds, Detail: detail);
        if (!reply.Answered)
            return ([], Missing(reply.Fault?.State ?? CityStates.Failed, reply.Fault?.Detail ?? CityClient.Refusal(reply)));
        try
        {
            var page = JsonSerializer.Deserialize<Page>(reply.Body!.Memory.Span, Json.Options)!;
            return (page.Alerts, new CityAnswer(reply.Place.City, CityStates.Answered, null, page.Alerts.Count, reply.Elapsed.TotalMilliseconds));
        }
        catch (JsonException e)
        {
            return ([], Missing(CityStates.Failed, $"answered what are no alerts: {e.Message}"));
        }
    }

    private sealed record Page(IReadOnlyList<Alert> Alerts);
}
