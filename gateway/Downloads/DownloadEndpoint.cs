using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Downloads;

/// <summary>
/// <c>/downloads/{city}/{collection}.{csv,geojson}</c>, and <c>/downloads/all/…</c> over the federation
/// (infra/decisions/0005).
/// </summary>
public sealed partial class DownloadEndpoint(
    CityClient client,
    FederationOptions options,
    FanOut fanOut,
    PassThrough passThrough,
    Holdings holdings,
    Asked asked,
    ILogger<DownloadEndpoint> logger)
{
    /// <summary>Answers one download.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var format = (string)context.Request.RouteValues["format"]!;
        if (format is not ("csv" or "geojson"))
            throw ProblemException.NotFound($"There is no download as '{format}'; there are csv and geojson.");
        QueryParameters.Check(context.Request.Query);
        var collection = asked.Collection(context);
        if ((string)context.Request.RouteValues["city"]! == "all")
            return AllAsync(context, collection, format);
        return asked.RedirectedToPartner(context, out var place)
            ? Task.CompletedTask
            : passThrough.SendAsync(context, Question(place, collection, format));
    }

    private async Task AllAsync(HttpContext context, CollectionDescriptor collection, string format)
    {
        var places = holdings.Holding(collection);
        if (places.Count == 0)
            throw Asked.HeldByNobody(collection);
        IDownloadJoin join = format == "csv" ? new CsvJoin(context.Response.BodyWriter) : new GeoJsonJoin(context.Response.BodyWriter);
        await using var cities = await OpenAsync(places.Select(p => Question(p, collection, format)), join, context.RequestAborted);
        if (cities.Open.Count == 0)
        {
            await MissingCities.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, cities.Federation);
            return;
        }

        context.Response.ContentType = join.ContentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"all-{collection.Id}.{format}\"";
        context.Response.Headers[FederationJson.Header] = FederationJson.HeaderValue(cities.Federation.Cities);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await CopyAsync(context, join, cities);
    }

    /// <summary>A stream that breaks in the middle breaks the client's connection: a short file must not pass for a whole one.</summary>
    private async Task CopyAsync(HttpContext context, IDownloadJoin join, OpenCities cities)
    {
        try
        {
            await join.BeginAsync(context.RequestAborted);
            await cities.CopyAsync(join, context.RequestAborted);
            await join.EndAsync(cities.Federation, context.RequestAborted);
        }
        catch (DownloadBrokenException e)
        {
            Broken(logger, context.Request.Path, e.Message);
            context.Abort();
        }
    }

    private async Task<OpenCities> OpenAsync(IEnumerable<CityQuestion> questions, IDownloadJoin join, CancellationToken cancel)
    {
        using var deadline = fanOut.Begin(cancel);
        var cities = new OpenCities(client, fanOut, options);
        await cities.OpenAsync(questions, join, deadline);
        return cities;
    }

    private static CityQuestion Question(Place place, CollectionDescriptor collection, string format) =>
        new(place, collection.Domain, $"/downloads/{place.City}/{collection.Id}.{format}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The download {Path} was broken off: {Reason}")]
    private static partial void Broken(ILogger logger, string path, string reason);
}
