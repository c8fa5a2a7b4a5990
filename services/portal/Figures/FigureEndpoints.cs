using Microsoft.Extensions.Caching.Memory;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Figures;

/// <summary>Pictures that the portal draws from data, for pages with and without script.</summary>
public static class FigureEndpoints
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Registers what draws.</summary>
    public static void AddFigures(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CityFigure>();
        builder.Services.AddMemoryCache();
    }

    /// <summary>Maps <c>/figures</c>.</summary>
    public static void MapFigures(this WebApplication app)
    {
        var figures = app.MapGroup("/figures");
        figures.MapGet("/federation.svg", FederationAsync);
        figures.MapGet("/{city}.svg", CityAsync);
        figures.MapGet("/{city}/{collection}.svg", DatasetAsync);
    }

    private static async Task<IResult> FederationAsync(HttpContext context, CatalogueCache cache, Wording words, CancellationToken cancel) =>
        Picture(context, FederationFigure.Draw(await cache.GetAsync(cancel), words), "no-cache");

    private static async Task<IResult> CityAsync(HttpContext context, string city, CatalogueCache cache, CityFigure figure, IMemoryCache kept, CancellationToken cancel)
    {
        var catalogue = await cache.GetAsync(cancel);
        if (catalogue.City(city) is null)
            return Results.NotFound();
        var shown = catalogue.Entries
            .Where(e => e.City.Id == city && e.Collection.Geometry?.Geometry is "geometry-point" && e.Collection.Id != "datastreams")
            .MaxBy(e => (e.Dataset.Count, e.Collection.Id));
        return await DrawAsync(context, kept, figure, catalogue, city, shown, 200, 150, cancel);
    }

    private static async Task<IResult> DatasetAsync(
        HttpContext context, string city, string collection, CatalogueCache cache, CityFigure figure, IMemoryCache kept, CancellationToken cancel)
    {
        var catalogue = await cache.GetAsync(cancel);
        return catalogue.Find(city, collection) is { } shown
            ? await DrawAsync(context, kept, figure, catalogue, city, shown, 800, 500, cancel)
            : Results.NotFound();
    }

    private static async Task<IResult> DrawAsync(
        HttpContext context, IMemoryCache kept, CityFigure figure, CatalogueState catalogue, string city, CatalogueEntry? shown, int width, int height, CancellationToken cancel)
    {
        var ground = catalogue.Find(city, CityFigure.Districts);
        // The key tells the state of the data, so a new import is a new picture.
        var key = ("figure", city, shown?.Collection.Id, shown?.LastChanged, shown?.Missing, ground?.LastChanged, ground?.Missing, width);
        if (!kept.TryGetValue(key, out string? picture))
        {
            picture = await figure.DrawAsync(catalogue, city, shown, width, height, cancel) ?? new Svg(width, height).ToString();
            kept.Set(key, picture, Kept);
        }

        return Picture(context, picture!, "public, max-age=60");
    }

    private static IResult Picture(HttpContext context, string svg, string caching)
    {
        context.Response.Headers.CacheControl = caching;
        // A picture brings its own style and nothing else.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return Results.Text(svg, "image/svg+xml; charset=utf-8");
    }
}
