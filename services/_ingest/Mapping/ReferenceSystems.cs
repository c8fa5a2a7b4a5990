using System.Globalization;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// The coordinate reference systems that sources may have, as well-known text for the projection engine. Shifts between
/// datums are the official ones for the whole country (DHDN: EPSG 1777, about 3 m).
/// </summary>
internal static class ReferenceSystems
{
    /// <summary>Longitude and latitude on WGS 84.</summary>
    public const string Wgs84 = "EPSG:4326";

    /// <summary>Metres on the map of the web.</summary>
    public const string WebMercator = "EPSG:3857";

    private const string Dhdn =
        """
        GEOGCS["DHDN",DATUM["Deutsches_Hauptdreiecksnetz",SPHEROID["Bessel 1841",6377397.155,299.1528128],
        TOWGS84[598.1,73.7,418.2,0.202,0.045,-2.455,6.7]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]
        """;

    private const string Etrs89 =
        """
        GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",SPHEROID["GRS 1980",6378137,298.257222101],
        TOWGS84[0,0,0,0,0,0,0]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]
        """;

    private const string Amersfoort =
        """
        GEOGCS["Amersfoort",DATUM["Amersfoort",SPHEROID["Bessel 1841",6377397.155,299.1528128],
        TOWGS84[565.4171,50.3319,465.5524,-0.398957,0.343988,-1.87740,4.0725]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]
        """;

    private const string WorldGeodetic =
        """
        GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563],TOWGS84[0,0,0,0,0,0,0]],
        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]
        """;

    /// <summary>For messages: what <see cref="Knows"/> knows.</summary>
    public const string Known =
        "EPSG:4326, EPSG:4258, EPSG:3857, EPSG:25828 to 25838 (ETRS89 / UTM), EPSG:32601 to 32660 and 32701 to 32760 (WGS 84 / UTM), EPSG:31466 to 31469 (Gauß-Krüger), EPSG:3068 (Cassini-Soldner), EPSG:28992";

    private static readonly Dictionary<string, string?> s_definitions = All();

    /// <summary>Whether sources may have it.</summary>
    public static bool Knows(string crs) => s_definitions.ContainsKey(crs);

    /// <summary>Its definition; null where none is needed.</summary>
    public static string? Definition(string crs) => s_definitions[crs];

    private static Dictionary<string, string?> All()
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Wgs84] = null,
            // CRS84 is WGS 84 with longitude first, as files have it anyway; ETRS89 differs by less than a metre.
            ["OGC:CRS84"] = null,
            ["EPSG:4258"] = null,
            // Has a formula of its own, in Projection.
            [WebMercator] = null,
            ["EPSG:28992"] = Projected("Amersfoort / RD New", Amersfoort, "Oblique_Stereographic", 52.15616055555555, 5.38763888888889, 0.9999079, 155_000, 463_000),
            ["EPSG:3068"] = Projected("DHDN / Cassini-Soldner", Dhdn, "Cassini_Soldner", 52.41864827777778, 13.62720366666667, 1, 40_000, 10_000),
        };
        for (var zone = 2; zone <= 5; zone++)
            all[$"EPSG:{31464 + zone}"] = Projected($"DHDN / 3-degree Gauss-Kruger zone {zone}", Dhdn, "Transverse_Mercator", 0, 3 * zone, 1, 1_000_000 * zone + 500_000, 0);
        for (var zone = 28; zone <= 38; zone++)
            all[$"EPSG:{25800 + zone}"] = Utm("ETRS89", Etrs89, zone, 0);
        for (var zone = 1; zone <= 60; zone++)
        {
            all[$"EPSG:{32600 + zone}"] = Utm("WGS 84", WorldGeodetic, zone, 0);
            all[$"EPSG:{32700 + zone}"] = Utm("WGS 84", WorldGeodetic, zone, 10_000_000);
        }

        return all;
    }

    private static string Utm(string datum, string geographic, int zone, double falseNorthing) =>
        Projected($"{datum} / UTM zone {zone}", geographic, "Transverse_Mercator", 0, 6 * zone - 183, 0.9996, 500_000, falseNorthing);

    private static string Projected(
        string name, string geographic, string method, double latitude, double meridian, double scale, double falseEasting, double falseNorthing) =>
        string.Create(CultureInfo.InvariantCulture, $"""
        PROJCS["{name}",{geographic},PROJECTION["{method}"],PARAMETER["latitude_of_origin",{latitude}],
        PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",{scale}],PARAMETER["false_easting",{falseEasting}],
        PARAMETER["false_northing",{falseNorthing}],UNIT["metre",1]]
        """).ReplaceLineEndings("");
}
