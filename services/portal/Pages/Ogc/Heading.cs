using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>Title, first sentence and place of a document in its API.</summary>
public sealed class Heading(DocumentModel document, Wording words)
{
    private readonly JsonElement _root = document.Root;

    /// <summary>The title.</summary>
    public string Title => document.Answer.IsGood ? DocumentTitle : ProblemTitle;

    /// <summary>What it is, in a sentence; null when the document does not say.</summary>
    public string? Lead => !document.Answer.IsGood ? null : document.Kind switch
    {
        DocumentKind.Conformance => words.Say("The parts of the standards that this API keeps to. Only what is tested is listed."),
        DocumentKind.Functions => words.Say("What the parameter filter may call, beside what the standard CQL2 defines."),
        DocumentKind.Collections => words.Say("Every collection is one kind of thing, described alike in every city."),
        DocumentKind.Items => CollectionLead,
        DocumentKind.Records => words.Say("What there is in which city: every dataset of the federation as a record that programs can search for."),
        DocumentKind.Feature => null,
        DocumentKind.Api => words.Say("Every address of this API, with its parameters."),
        _ => _root.Text("description"),
    };

    /// <summary>The way from the landing page to here; the last one has no address.</summary>
    public IEnumerable<(string Title, string? Address)> Crumbs
    {
        get
        {
            var place = document.Place;
            for (var depth = 0; depth <= place.Segments.Count; depth++)
                yield return (Crumb(depth), depth == place.Segments.Count ? null : place.At(depth));
        }
    }

    private string DocumentTitle => document.Kind switch
    {
        DocumentKind.Conformance => words.Say("Conformance classes"),
        DocumentKind.Api => words.Say("API documentation"),
        DocumentKind.Functions => words.Say("Functions for filters"),
        DocumentKind.Collections => words.Say("Collections"),
        DocumentKind.Schema => words.Say("{0}: {1}", CollectionTitle, Word(document.Place.Segments[^1])),
        DocumentKind.Items => CollectionTitle,
        DocumentKind.Records => words.Say("Records of datasets"),
        DocumentKind.Feature => _root.Member("properties").Text("name") ?? _root.Text("id") ?? document.Place.Segments[^1],
        DocumentKind.Landing or DocumentKind.Collection or DocumentKind.Other or _ => _root.Text("title") ?? Crumb(document.Place.Segments.Count),
    };

    private string ProblemTitle => document.Answer.Status switch
    {
        StatusCodes.Status400BadRequest => words.Say("This question cannot be answered."),
        StatusCodes.Status404NotFound => words.Say("There is nothing at this address."),
        StatusCodes.Status410Gone => words.Say("This address is no longer valid."),
        StatusCodes.Status429TooManyRequests => words.Say("Too many questions at once."),
        >= 500 => words.Say("The cities asked do not answer at the moment."),
        var status => _root.Text("title") ?? status.ToString(CultureInfo.InvariantCulture),
    };

    private string CollectionTitle => document.Descriptor is { } collection ? words.Of(collection.Title) : _root.Text("title") ?? document.Place.Collection!;

    private string? CollectionLead => document.Descriptor is { } collection ? words.Of(collection.Description) : null;

    private string Crumb(int depth) => (depth, document.Place.Segments) switch
    {
        (0, _) when document.Place.City is { } city => words.Say("OGC API: {0}", document.Catalogue.CityName(city, words.Language)),
        (0, _) => "OGC API",
        (2, _) when document.Place.Kind == DocumentKind.Records => words.Say("Datasets"),
        (2, ["collections", ..]) => CollectionTitle,
        (3, _) when document.Place.Kind == DocumentKind.Records => words.Say("Records"),
        var (at, segments) => Word(segments[at - 1]),
    };

    private string Word(string segment) => segment switch
    {
        "api" => words.Say("API documentation"),
        "collections" => words.Say("Collections"),
        "conformance" => words.Say("Conformance classes"),
        "functions" => words.Say("Functions for filters"),
        "items" => words.Say("Features"),
        "schema" => words.Say("Schema"),
        "queryables" => words.Say("Properties to filter by"),
        "sortables" => words.Say("Properties to sort by"),
        "tiles" => words.Say("Vector tiles"),
        "tileMatrixSets" => words.Say("Tile matrix sets"),
        "changes" => words.Say("Change feed"),
        _ => segment,
    };
}
