using UrbanDataHub.Features;
using UrbanDataHub.Features.Changes;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>
/// <c>…/collections/{collection}/changes</c>: what changed since a token, in all cities or in one (infra/decisions/0008).
/// </summary>
public sealed class ChangesEndpoint(FederatedFeed feed, PassThrough passThrough, CityRegistry registry, Asked asked)
{
    /// <summary>
    /// <c>/ogc/collections/{collection}/changes</c>. One city alone is asked like several: tokens are kept for long, and
    /// must mean the same whatever is known of a city at the moment.
    /// </summary>
    public async Task FederatedAsync(HttpContext context)
    {
        var question = Read(context);
        using var page = await feed.AskAsync(question, context.RequestAborted);
        if (page.Parts.Count == 0 && page.Expired.Count == 0)
            throw Asked.HeldByNobody(question.Collection);
        // The present of a city that is missing is not known, so that a token of it would be a promise nobody can keep.
        var strict = question.Strict || question.Changes.Since == ChangesQuestion.Now;
        if (page.Expired.Count > 0)
            await ChangesWriter.WriteExpiredAsync(context, page);
        else if (page.NobodyAnswered || (strict && page.HasMissing))
            await MissingCities.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, page.Federation);
        else
            await ChangesWriter.WriteAsync(context, page);
    }

    /// <summary><c>/cities/{city}/ogc/collections/{collection}/changes</c></summary>
    public Task OfCityAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        var collection = Collection(context);
        var question = ChangesQuestion.Read(context.Request.Query);
        return passThrough.SendAsync(context, FederatedChangesQuestion.For(place, collection, question.Limit, question.Since));
    }

    /// <summary><c>/cities/{city}/ogc/collections/{collection}/changes/checksum</c></summary>
    public Task ChecksumAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        var collection = Collection(context);
        QueryParameters.Check(context.Request.Query);
        return passThrough.SendAsync(context, new CityQuestion(place, collection.Domain, $"/cities/{place.City}/ogc/collections/{collection.Id}/changes/checksum"));
    }

    private FederatedChangesQuestion Read(HttpContext context)
    {
        var (collection, query) = (Collection(context), context.Request.Query);
        var changes = ChangesQuestion.Read(query, "city", "strict");
        var cities = registry.Read(query.TryGetValue("city", out var city) ? city.ToString() : null);
        return new FederatedChangesQuestion(collection, changes, cities, FederatedQuestion.ReadStrict(query));
    }

    private CollectionDescriptor Collection(HttpContext context)
    {
        var collection = asked.Collection(context);
        CollectionWords.RequireChanges(collection);
        return collection;
    }
}
