using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Records;

/// <summary>A page of records.</summary>
public sealed record RecordsPage(
    IReadOnlyList<DatasetRecord> Features, int? NumberMatched, int NumberReturned, DateTimeOffset TimeStamp, IReadOnlyList<Link> Links, FederationAnswer Federation)
{
    /// <summary>Type of a GeoJSON collection.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "FeatureCollection";
}

/// <summary>The catalogue of datasets by OGC API Records, for the federation and for one city of this node.</summary>
public sealed class RecordEndpoints(RecordCatalogue records, CityRegistry registry, CityNames names, Asked asked, CursorCodec cursors)
{
    private const string GeoJson = "application/geo+json";

    /// <summary>The catalogue as a collection.</summary>
    public IResult Collection(HttpContext context) => Answer(context, scope => Json.Answer(RecordCatalogue.Document(scope)));

    /// <summary>What can be asked: the parameters that name a property of the records.</summary>
    public IResult Queryables(HttpContext context) => Answer(context, scope => Schema(context, scope, "queryables", ["q", "type", "ids", "externalIds"]));

    /// <summary>What can be sorted by.</summary>
    public IResult Sortables(HttpContext context) => Answer(context, scope => Schema(context, scope, "sortables", RecordQuestion.Sortables));

    /// <summary>One record.</summary>
    public IResult Record(HttpContext context) => Answer(context, scope =>
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var entry = records.Of(scope, records.Places(scope)).Entries.FirstOrDefault(e => e.Record.Id == id)
            ?? throw ProblemException.NotFound($"There is no record '{id}'; a record is called as its city, ':' and its collection.");
        return Json.Answer(entry.Record, GeoJson);
    });

    /// <summary>The records that match.</summary>
    public IResult Records(HttpContext context) => Answer(context, scope =>
    {
        var question = RecordQuestion.Read(context.Request.Query, scope.City is not null, registry);
        var (entries, federation) = records.Of(scope, question.Cities ?? records.Places(scope));
        if (question.Strict && !federation.Complete)
            return new Missing(federation);
        context.Response.Headers[FederationJson.Header] = FederationJson.HeaderValue(federation.Cities);
        var matching = entries.Where(question.Holds).OrderBy(question.Place, Comparer<string?[]>.Create(question.Compare)).ToList();
        return Json.Answer(Page(context, scope, question, matching, federation), GeoJson);
    });

    private RecordsPage Page(HttpContext context, OgcScope scope, RecordQuestion question, List<CatalogueEntry> matching, FederationAnswer federation)
    {
        var scopeOfCursor = $"records|{scope.City?.City}|{question.Canonical}";
        var behind = question.Cursor is { } cursor ? cursors.Decode<string?[]>(cursor, scopeOfCursor) : null;
        var rest = behind is null ? matching : matching.Where(e => question.Compare(question.Place(e), behind) > 0).ToList();
        var shown = rest.Take(question.Limit).ToList();
        var self = PublicAddress.Self(context.Request);
        var here = question.Cursor is null ? self : SelfAddress.At(self, question.Cursor);
        var links = new List<Link>
        {
            new("self", GeoJson, here),
            Link.Page(here),
            new("collection", "application/json", $"{scope.Landing}/collections/{RecordCatalogue.Id}"),
        };
        if (rest.Count > shown.Count)
            links.Add(new Link("next", GeoJson, SelfAddress.At(self, cursors.Encode(question.Place(shown[^1]), scopeOfCursor))));
        // Of a city that never said what it holds nobody knows how many records match.
        int? matched = federation.Cities.Any(c => c.State is CityStates.Failed or CityStates.Late) ? null : matching.Count;
        return new RecordsPage([.. shown.Select(e => e.Record)], matched, shown.Count, DateTimeOffset.UtcNow, links, Counted(federation, matching, shown));
    }

    /// <summary>The cities with what of theirs matches and is shown, in place of what they hold.</summary>
    private static FederationAnswer Counted(FederationAnswer federation, List<CatalogueEntry> matching, List<CatalogueEntry> shown) => federation with
    {
        Cities =
        [
            .. federation.Cities.Select(c => c with
            {
                NumberMatched = c.NumberMatched is null ? null : matching.Count(IsOf(c)),
                NumberReturned = shown.Count(IsOf(c)),
            }),
        ],
    };

    private static Func<CatalogueEntry, bool> IsOf(CityAnswer city) => entry => entry.Record.Properties.City == city.City;

    private static IResult Schema(HttpContext context, OgcScope scope, string name, IEnumerable<string> properties)
    {
        var address = $"{scope.Landing}/collections/{RecordCatalogue.Id}/{name}";
        context.Response.Headers.Append(HeaderNames.Link, Link.Page(address).ToString());
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = address,
            ["type"] = "object",
            ["title"] = RecordCatalogue.Document(scope).Title,
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create(p, (JsonNode?)Property(p)))),
        };
        return Results.Text(schema.ToJsonString(Json.Options), "application/schema+json");
    }

    private static JsonObject Property(string name) => name == "updated"
        ? new JsonObject { ["type"] = "string", ["format"] = "date-time" }
        : new JsonObject { ["type"] = "string" };

    private IResult Answer(HttpContext context, Func<OgcScope, IResult> answer)
    {
        if (!context.Request.RouteValues.ContainsKey("city"))
            return answer(OgcScope.Of(context, null, names));
        return asked.RedirectedToPartner(context, out var place) ? Results.Empty : answer(OgcScope.Of(context, place, names));
    }

    /// <summary>503 that names the cities.</summary>
    private sealed class Missing(FederationAnswer federation) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            MissingCities.WriteAsync(httpContext, StatusCodes.Status503ServiceUnavailable, federation);
    }
}
