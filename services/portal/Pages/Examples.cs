using System.Globalization;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Serving;

namespace UrbanDataHub.Portal.Pages;

/// <summary>A command to copy.</summary>
/// <param name="Title">What it does, as a text of the portal.</param>
/// <param name="Answer">What comes back, where the answer is the point; null otherwise.</param>
public sealed record CodeExample(string Title, string Code, string? Answer = null);

/// <summary>
/// Commands that work on this node as they stand: its address, a collection that it has, cities that fill it.
/// </summary>
/// <param name="node">Public address of the node, without a slash at the end.</param>
/// <param name="entry">The dataset of the examples; null while nothing is known.</param>
public sealed class Examples(string node, CatalogueEntry? entry, IReadOnlyList<City> cities)
{
    private readonly string _collection = entry?.Collection.Id ?? "COLLECTION";
    private readonly string _field = entry is null ? "COLLECTION" : GraphNames.Field(entry.Collection);
    private readonly List<string> _cities = cities.Count > 0 ? cities.Take(3).Select(c => c.Id).ToList() : ["CITY"];

    /// <summary>Several cities in one answer.</summary>
    public CodeExample Items => new(
        "Several cities in one answer",
        $"""curl '{node}/ogc/collections/{_collection}/items?city={string.Join(',', _cities)}&limit=1000'""");

    /// <summary>A part of a city.</summary>
    public CodeExample Box => new(
        "A part of one city",
        $"""curl '{node}/ogc/collections/{_collection}/items?city={_cities[0]}&bbox={Centre}'""");

    /// <summary>One city alone.</summary>
    public CodeExample OneCity => new(
        "The same API for one city alone",
        $"""curl '{node}/cities/{_cities[0]}/ogc/collections/{_collection}/items'""");

    /// <summary>A query by POST.</summary>
    public CodeExample GraphQl => new(
        "Count, and the first three of several cities",
        $$"""
        curl {{node}}/graphql -H 'content-type: application/json' -d '{
          "query": "{ {{_field}}(city: [{{string.Join(", ", _cities.Select(c => $"\\\"{c}\\\""))}}], first: 3) { totalCount nodes { id city } pageInfo { endCursor hasNextPage } } }"
        }'
        """);

    /// <summary>The newest value of some series.</summary>
    public CodeExample Latest => new(
        "The newest value of five datastreams, and where it was measured",
        $"""curl '{node}/sensorthings/v1.1/Datastreams?$top=5&$expand=Thing($select=name),Observations($orderby=phenomenonTime%20desc;$top=1)'""");

    /// <summary>Series as a table.</summary>
    public CodeExample Series => new(
        "All datastreams as one table",
        $"""curl -s '{node}/sensorthings/v1.1/Datastreams?$resultFormat=CSV' > datastreams.csv""");

    /// <summary>What is out of order now.</summary>
    public CodeExample Alerts => new(
        "The alerts of this moment",
        $"""curl '{node}/alerts?active=true'""");

    /// <summary>All cities as CSV.</summary>
    public CodeExample Csv => new(
        "All cities as one table",
        $"curl -OJ '{node}/downloads/all/{_collection}.csv'");

    /// <summary>One city as GeoJSON.</summary>
    public CodeExample GeoJson => new(
        "One city as GeoJSON",
        $"curl -OJ '{node}/downloads/{_cities[0]}/{_collection}.geojson'");

    /// <summary>GDAL lists every collection.</summary>
    public CodeExample Ogrinfo => new(
        "List all collections with GDAL",
        $"ogrinfo -so OAPIF:{node}/ogc");

    /// <summary>GDAL writes a GeoPackage.</summary>
    public CodeExample Ogr2Ogr => new(
        "Turn one into a GeoPackage",
        $"ogr2ogr {_collection}.gpkg OAPIF:{node}/ogc {_collection}");

    /// <summary>A loop over all pages.</summary>
    public CodeExample Pages => new(
        "Read page after page",
        $$"""
        next='{{node}}/ogc/collections/{{_collection}}/items?limit=500'
        while [ -n "$next" ]; do
          curl -s "$next" > page.json
          jq -c '.features[]' page.json
          next=$(jq -r '.links[] | select(.rel == "next") | .href' page.json)
        done
        """);

    /// <summary>What every federated answer says of its cities.</summary>
    public CodeExample Federation => new(
        "Who was asked, and how it fared",
        $"curl -s '{node}/ogc/collections/{_collection}/items?limit=1' | jq .federation",
        $$"""
        {
          "complete": false,
          "cities": [
            { "city": "{{_cities[0]}}", "state": "answered", "numberReturned": 1, "elapsedMs": 4.2, … },
            { "city": "{{_cities[^1]}}", "state": "failed", "numberReturned": 0, "detail": "Connection refused", … }
          ]
        }
        """);

    /// <summary>A question that is refused, and the answer.</summary>
    public CodeExample Error => new(
        "A wrong parameter",
        $"curl -s '{node}/ogc/collections/{_collection}/items?colour=red'",
        $$"""
        {
          "type": "about:blank",
          "title": "Invalid parameter",
          "status": 400,
          "detail": "The parameter 'colour' is unknown; '{{_collection}}' knows limit, cursor, bbox, …",
          "parameter": "colour"
        }
        """);

    /// <summary>The middle of the dataset, a few streets wide.</summary>
    private string Centre
    {
        get
        {
            if (entry?.Dataset.BoundingBox is not { Length: 4 } box)
                return "12.35,51.32,12.40,51.36";
            var (lon, lat) = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
            return string.Create(CultureInfo.InvariantCulture, $"{lon - 0.03:0.00},{lat - 0.02:0.00},{lon + 0.03:0.00},{lat + 0.02:0.00}");
        }
    }
}
