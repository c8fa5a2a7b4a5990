using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// Import reports of own cities. Their ids are a service's own, so a report's address names the service:
/// <c>/cities/{city}/imports/{domain}/{id}</c> (infra/decisions/0004).
/// </summary>
public sealed class ImportsEndpoints(FanOut fanOut, PassThrough passThrough, Asked asked, CollectionCatalogue catalogue)
{
    private const int DefaultLimit = 50, MaximumLimit = 1000;

    /// <summary><c>/cities/{city}/imports</c>: the reports of all services together, newest first.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return;
        RequireImports(place);
        var query = context.Request.Query;
        QueryParameters.Check(query, "collection", "source", "limit");
        var limit = QueryParameters.Number("limit", query.TryGetValue("limit", out var text) ? text.ToString() : null, DefaultLimit, 1, MaximumLimit);
        var path = $"/cities/{place.City}/imports{QueryString.Create(query.Where(p => p.Key != "limit")).Add("limit", limit.ToString(CultureInfo.InvariantCulture))}";
        var domains = Domains(query);
        using var deadline = fanOut.Begin(context.RequestAborted);
        var replies = await fanOut.AskAsync(domains.Select(domain => new CityQuestion(place, domain, path)), deadline);
        var missing = domains.Zip(replies).Where(r => !r.Second.Answered).Select(r => $"{r.First}: {Why(r.Second)}").ToList();
        var reports = domains.Zip(replies).Where(r => r.Second.Answered).SelectMany(r => Reports(place.City, r.First, r.Second));
        var newest = reports.OrderByDescending(r => r["startedAt"]!.GetValue<DateTimeOffset>()).Take(limit).ToArray<JsonNode>();
        foreach (var reply in replies)
            reply.Dispose();
        var answer = missing.Count == 0
            ? new CityAnswer(place.City, CityStates.Answered, null, newest.Length, 0)
            : new CityAnswer(place.City, CityStates.Failed, null, newest.Length, 0, Detail: string.Join("; ", missing));
        await Json.Answer(new { imports = new JsonArray(newest), federation = FederationAnswer.Of([answer]) }).ExecuteAsync(context);
    }

    /// <summary><c>/cities/{city}/imports/{domain}/{id}</c>: passed through.</summary>
    public Task OneAsync(HttpContext context) => PassAsync(context);

    /// <summary><c>/cities/{city}/imports/{domain}/{id}/rejections</c>: passed through.</summary>
    public Task RejectionsAsync(HttpContext context) => PassAsync(context, "after", "limit");

    private Task PassAsync(HttpContext context, params ReadOnlySpan<string> parameters)
    {
        QueryParameters.Check(context.Request.Query, parameters);
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        RequireImports(place);
        var domain = (string)context.Request.RouteValues["domain"]!;
        if (!Programs.Domains.Contains(domain))
            throw ProblemException.NotFound($"There is no service '{domain}'; there are {string.Join(", ", Programs.Domains)}.");
        var path = context.Request.Path.ToUriComponent().Replace($"/imports/{domain}/", "/imports/", StringComparison.Ordinal);
        return passThrough.SendAsync(context, new CityQuestion(place, domain, path + context.Request.QueryString.ToUriComponent()));
    }

    private static void RequireImports(Place place)
    {
        if (!place.Own)
            throw ProblemException.NotFound($"'{place.City}' has no imports: its server is asked at query time.");
    }

    private IReadOnlyList<string> Domains(IQueryCollection query)
    {
        if (!query.TryGetValue("collection", out var collection))
            return Programs.Domains;
        return catalogue.Find(collection.ToString()) is { } descriptor
            ? [descriptor.Domain]
            : throw ProblemException.Parameter400("collection", $"There is no collection '{collection}'.");
    }

    private static IEnumerable<JsonObject> Reports(string city, string domain, CityReply reply)
    {
        foreach (var node in JsonNode.Parse(reply.Body!.Memory.Span)!["imports"]!.AsArray())
        {
            var report = node!.DeepClone().AsObject();
            report["path"] = $"/cities/{city}/imports/{domain}/{report["id"]}";
            yield return report;
        }
    }

    private static string Why(CityReply reply) => reply.Fault?.Detail ?? CityClient.Refusal(reply);
}
