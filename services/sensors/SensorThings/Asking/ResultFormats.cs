using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>The form of an answer.</summary>
internal enum ResultFormat
{
    /// <summary>Entities as JSON.</summary>
    Json,

    /// <summary>Observations as arrays of values (OGC 18-088, clause 13.1).</summary>
    DataArray,

    /// <summary>A table (RFC 4180), of all pages.</summary>
    Csv,

    /// <summary>Features (RFC 7946).</summary>
    GeoJson,
}

/// <summary>Reads <c>$resultFormat</c>, and asks for what a format needs beside what the client asked.</summary>
internal static class ResultFormats
{
    /// <summary>Name of the option.</summary>
    public const string Option = "$resultFormat";

    /// <summary>The format of a value; JSON when there is none. Capitals make no difference.</summary>
    /// <exception cref="ProblemException">400: there is no such format, or not for these entities.</exception>
    public static ResultFormat Read(string? text, EntityType type) => text?.ToUpperInvariant() switch
    {
        null => ResultFormat.Json,
        "DATAARRAY" when type == EntityModel.Observation => ResultFormat.DataArray,
        "DATAARRAY" => throw ProblemException.Parameter400(Option, $"A data array holds observations, not {type.Set}; there are CSV and GeoJSON."),
        "CSV" => ResultFormat.Csv,
        "GEOJSON" => ResultFormat.GeoJson,
        _ => throw ProblemException.Parameter400(Option, $"There is no format '{text}'; there are dataArray (for Observations), CSV and GeoJSON."),
    };

    /// <summary>Media type of an answer.</summary>
    public static string MediaType(ResultFormat format) => format switch
    {
        ResultFormat.Csv => CsvLine.MediaType,
        ResultFormat.GeoJson => "application/geo+json",
        _ => "application/json",
    };

    /// <summary>The question with what its format needs to be read.</summary>
    /// <exception cref="ProblemException">400: the format has no room for what is expanded.</exception>
    public static EntityQuery Prepare(EntityQuery query)
    {
        switch (query.Format)
        {
            case ResultFormat.DataArray when query.Expand.Count > 0:
                throw ProblemException.Parameter400("$expand", "A data array has no room for related entities; leave '$expand' out.");
            case ResultFormat.DataArray:
                return With(With(query, query.Type.Navigation("Datastream")!, "id", 1), query.Type.Navigation("MultiDatastream")!, "id", 1);
            case ResultFormat.Csv:
                CheckOne(query);
                return query;
            case ResultFormat.GeoJson when OwnPlace(query.Type) is { } own:
                return query with { Select = query.Select is null ? null : [.. query.Select, own.Name] };
            case ResultFormat.GeoJson when Place(query.Type) is { } navigation:
                return With(query, navigation, OwnPlace(EntityModel.Target(navigation))!.Name, QueryOptions.DefaultNestedTop);
            default:
                return query;
        }
    }

    /// <summary>The geometry of an entity itself; null if it has none.</summary>
    public static EntityProperty? OwnPlace(EntityType type) => type.Properties.FirstOrDefault(p => p.Kind == ValueKind.Geometry);

    /// <summary>The relation to the entity that tells where an entity without a geometry of its own is; null if there is none.</summary>
    public static Navigation? Place(EntityType type) =>
        OwnPlace(type) is null ? type.Navigations.FirstOrDefault(n => OwnPlace(EntityModel.Target(n)) is { Derived: false }) : null;

    private static EntityQuery With(EntityQuery query, Navigation navigation, string name, int top)
    {
        if (query.Expand.Any(e => e.Navigation == navigation))
        {
            var expanded = query.Expand.Select(e => e.Navigation == navigation && e.Query.Select is { } names ? e with { Query = e.Query with { Select = [.. names, name] } } : e);
            return query with { Expand = [.. expanded] };
        }

        var related = QueryOptions.Read(EntityModel.Target(navigation), [KeyValuePair.Create("$select", name)]) with { Top = top };
        return query with { Expand = [.. query.Expand, new Expansion(navigation, related) { IsHidden = true }] };
    }

    private static void CheckOne(EntityQuery query)
    {
        foreach (var expansion in query.Expand)
        {
            if (expansion is { Navigation.Many: true, Query.Top: not 1 })
                throw ProblemException.Parameter400("$expand", $"A row of a table has room for one of {expansion.Navigation.Name}: write {expansion.Navigation.Name}($top=1), or ask for {expansion.Navigation.Target} and expand the other way.");
            CheckOne(expansion.Query);
        }
    }
}
