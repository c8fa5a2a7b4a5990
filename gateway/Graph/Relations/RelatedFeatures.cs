using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Groups;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>
/// Asks for the related features of many features: one question a city, or a few where they would be too large
/// (infra/decisions/0011).
/// </summary>
public sealed class RelatedFeatures(FanOut fanOut, Holdings holdings, CityRegistry registry, CursorCodec cursors)
{
    // Counted in characters, of which one may take two bytes.
    private const int LongestQuestion = GroupLimits.Length / 2;

    /// <summary>Reads a cursor.</summary>
    /// <exception cref="Hosting.Web.ProblemException">400: it belongs to another question.</exception>
    public RelatedPosition Position(string cursor, Relation relation, ItemsQuestion items) =>
        cursors.Decode<RelatedPosition>(cursor, RelatedQuestion.Scope(relation, items), "after");

    /// <summary>Asks, and gives every feature its part.</summary>
    /// <returns>The word on each city.</returns>
    internal async Task<IReadOnlyList<CityAnswer>> AskAsync(RelatedQuestion question, IReadOnlyList<RelatedAsk> asks, CancellationToken cancel)
    {
        using var deadline = fanOut.Begin(cancel);
        return await Task.WhenAll(asks.GroupBy(a => a.Parent.City).Select(city => AskCityAsync(question, city.Key, [.. city], deadline)));
    }

    private async Task<CityAnswer> AskCityAsync(RelatedQuestion question, string city, IReadOnlyList<RelatedAsk> asks, Deadline deadline)
    {
        var place = registry.Require(city);
        if (holdings.Of(place, question.Relation.To) == Holding.No)
            return Nothing(city, asks);
        var chunks = Chunks(question, asks).ToList();
        var replies = await fanOut.AskAsync(chunks.Select(chunk => Ask(place, question, chunk)), deadline);
        var answers = chunks.Zip(replies, (chunk, reply) => Take(question, city, chunk, reply)).ToList();
        // Parts of the city that came are in the answer; the city as a whole is what its worst part is.
        return answers.Find(a => a.State != CityStates.Answered) ?? answers[0] with { NumberReturned = answers.Sum(a => a.NumberReturned) };
    }

    private static CityAnswer Nothing(string city, IReadOnlyList<RelatedAsk> asks)
    {
        foreach (var ask in asks)
            ask.Connection = RelatedPage.Nothing;
        return new CityAnswer(city, CityStates.Answered, 0, 0, 0);
    }

    private static IEnumerable<List<RelatedAsk>> Chunks(RelatedQuestion question, IReadOnlyList<RelatedAsk> asks)
    {
        var most = Math.Min(GroupLimits.Groups, GroupLimits.Rows / Math.Max(1, question.First));
        var (chunk, length) = (new List<RelatedAsk>(), 0);
        foreach (var ask in asks)
        {
            var more = ask.Value is JsonObject geometry ? geometry.ToJsonString().Length : 64;
            if (chunk.Count == most || (chunk.Count > 0 && length + more > LongestQuestion))
            {
                yield return chunk;
                (chunk, length) = ([], 0);
            }

            chunk.Add(ask);
            length += more;
        }

        yield return chunk;
    }

    private static CityQuestion Ask(Place place, RelatedQuestion question, List<RelatedAsk> asks)
    {
        var (relation, after) = (question.Relation, question.After?.Row);
        var body = new JsonObject
        {
            ["by"] = relation.By,
            ["count"] = question.Count,
            ["parameters"] = JsonSerializer.SerializeToNode(question.Parameters),
            ["groups"] = new JsonArray([.. asks.Select(a => (JsonNode)new JsonObject { ["value"] = a.Value.DeepClone(), ["after"] = after })]),
        };
        return new CityQuestion(
            place, relation.To.Domain, $"/cities/{place.City}/ogc/collections/{relation.To.Id}/groups", JsonSerializer.SerializeToUtf8Bytes(body));
    }

    private CityAnswer Take(RelatedQuestion question, string city, List<RelatedAsk> asks, CityReply reply)
    {
        using (reply)
        {
            // Who is known to hold the collection and yet knows no groups is a partner of an older version, and not one without rows.
            if (reply.Status == StatusCodes.Status404NotFound && holdings.Of(registry.Require(city), question.Relation.To) != Holding.Yes)
                return Nothing(city, asks);
            if (!reply.Answered)
                return Miss(city, asks, reply, reply.Fault ?? CityFault.Unusable(CityClient.Refusal(reply)));
            try
            {
                return Read(question, city, asks, reply);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                return Miss(city, asks, reply, CityFault.Unusable($"answered with no groups of features: {e.Message}"));
            }
        }
    }

    private CityAnswer Read(RelatedQuestion question, string city, List<RelatedAsk> asks, CityReply reply)
    {
        if (!Utf8.IsValid(reply.Body!.Memory.Span))
            throw new JsonException("the answer is not UTF-8");
        // A copy: the nodes live longer than the rented memory they came in.
        var groups = JsonDocument.Parse(reply.Body.Memory.ToArray()).RootElement.GetProperty("groups");
        if (groups.GetArrayLength() != asks.Count)
            throw new JsonException($"there are {groups.GetArrayLength()} groups where {asks.Count} were asked for");
        var read = asks.Zip(groups.EnumerateArray(), (ask, group) => RelatedPage.Read(group, question, ask.Parent.Id, city, cursors)).ToList();
        for (var i = 0; i < asks.Count; i++)
            asks[i].Connection = read[i];
        return new CityAnswer(city, CityStates.Answered, null, read.Sum(c => c.Nodes.Count), reply.Elapsed.TotalMilliseconds);
    }

    private static CityAnswer Miss(string city, List<RelatedAsk> asks, CityReply reply, CityFault fault)
    {
        var answer = new CityAnswer(city, fault.State, null, 0, reply.Elapsed.TotalMilliseconds, Detail: fault.Detail);
        foreach (var ask in asks)
            ask.Missing = answer;
        return answer;
    }
}
