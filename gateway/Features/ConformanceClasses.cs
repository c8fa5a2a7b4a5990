namespace UrbanDataHub.Gateway.Features;

/// <summary>What the APIs declare (Common Part 1, clause 7.3): only what is tested.</summary>
public static class ConformanceClasses
{
    /// <summary>The classes, by standard.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. Of("ogcapi-common-1/1.0", "core"),
        .. Of("ogcapi-common-2/1.0", "collections"),
        .. Of("ogcapi-features-1/1.0", "core", "html", "oas30", "geojson"),
        .. Of("ogcapi-features-2/1.0", "crs"),
        .. Of("ogcapi-features-3/1.0", "queryables", "queryables-query-parameters", "filter", "features-filter"),
        .. Of("ogcapi-features-5/1.0", "schemas", "core-roles-features"),
        .. Of(
            "cql2/1.0",
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison", "accent-insensitive-comparison",
            "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions", "array-functions",
            "property-property", "functions", "arithmetic"),
        .. Of("ogcapi-records-1/1.0", "record-core", "record-collection", "records-api", "record-core-query-parameters", "sorting", "json"),
        .. Of(
            "tms/2.0",
            "tilematrixset", "json-tilematrixset", "tilematrixsetlimits", "json-tilematrixsetlimits", "tilesetmetadata", "json-tilesetmetadata"),
        .. Of(
            "ogcapi-tiles-1/1.0",
            "core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "datetime", "oas30", "mvt"),
    ];

    private static IEnumerable<string> Of(string standard, params string[] classes) =>
        classes.Select(c => $"http://www.opengis.net/spec/{standard}/conf/{c}");
}
