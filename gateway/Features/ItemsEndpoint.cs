using Microsoft.AspNetCore.Http.Features;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Groups;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>
/// <c>…/collections/{collection}/items</c> and <c>…/items/{id}</c> (OGC API Features Part 1, clauses 7.15 and 7.16).
/// One city named: its answer is passed through. Otherwise the cities are asked together.
/// </summary>
public sealed class ItemsEndpoint(ItemsPages pages, PassThrough passThrough, CityRegistry registry, Holdings holdings, Asked asked)
{
    /// <summary><c>/ogc/collections/{collection}/items</c></summary>
    public async Task FederatedAsync(HttpContext context)
    {
        var collection = asked.Collection(context);
        var question = FederatedQuestion.Read(context.Request.Query, collection, registry);
        // A city that may not hold it is asked like several: then its 404 is an answer without rows.
        if (question.Cities is [var only] && holdings.Of(only, collection) == Holding.Yes)
        {
            await PassAsync(context, question, question.For(only, question.Items.Limit, new CityPosition(only.City, question.Items.Cursor)));
            return;
        }

        using var page = await pages.AskAsync(question, context.RequestAborted);
        if (page.Parts.Count == 0)
            throw Asked.HeldByNobody(collection);
        if (page.NobodyAnswered || (question.Strict && !page.Complete))
            await MissingCities.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, page.Federation);
        else
            await ItemsWriter.WriteAsync(context, page);
    }

    private async Task PassAsync(HttpContext context, FederatedQuestion question, CityQuestion asked)
    {
        if (await passThrough.TrySendAsync(context, asked, keep: true) is not { } fault)
            return;
        using var page = question.Strict ? null : pages.FromCopy(question, asked, fault);
        if (page is null)
            await PassThrough.WriteAsync(context, asked, fault);
        else
            await ItemsWriter.WriteAsync(context, page);
    }

    /// <summary>
    /// <c>/cities/{city}/ogc/collections/{collection}/items</c>. Never from a copy: gateways ask here, and keep copies of
    /// their own.
    /// </summary>
    public Task OfCityAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        return passThrough.SendAsync(context, FederatedQuestion.Read(context.Request.Query, asked.Collection(context), place));
    }

    /// <summary><c>/ogc/collections/{collection}/items/{id}</c>: the id says which city is asked.</summary>
    public Task FeatureAsync(HttpContext context)
    {
        var collection = asked.Collection(context);
        QuestionReader.ReadOne(context.Request.Query, collection);
        var id = (string)context.Request.RouteValues["id"]!;
        var city = id.Split(':', 2)[0];
        return id.Contains(':', StringComparison.Ordinal) && registry.Find(city) is { } place
            ? passThrough.SendAsync(context, Feature(context, place, collection))
            : throw ProblemException.NotFound($"There is no feature '{id}' in '{collection.Id}': an id is a city of this federation, ':' and its local id.");
    }

    /// <summary><c>/cities/{city}/ogc/collections/{collection}/items/{id}</c></summary>
    public Task FeatureOfCityAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        var collection = asked.Collection(context);
        QuestionReader.ReadOne(context.Request.Query, collection);
        return passThrough.SendAsync(context, Feature(context, place, collection));
    }

    /// <summary><c>/cities/{city}/ogc/collections/{collection}/groups</c>: the service reads the body.</summary>
    public Task GroupsOfCityAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        var collection = asked.Collection(context);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = GroupLimits.Length;
        return passThrough.SendAsync(context, new CityQuestion(place, collection.Domain, $"/cities/{place.City}/ogc/collections/{collection.Id}/groups"));
    }

    private static CityQuestion Feature(HttpContext context, Place place, CollectionDescriptor collection)
    {
        // The id as it stands in the address, so that an escaped slash stays one.
        var path = context.Request.Path.ToUriComponent();
        var id = path[(path.LastIndexOf("/items/", StringComparison.Ordinal) + "/items/".Length)..];
        return new CityQuestion(place, collection.Domain, $"/cities/{place.City}/ogc/collections/{collection.Id}/items/{id}{context.Request.QueryString.ToUriComponent()}");
    }
}
