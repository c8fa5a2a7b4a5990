using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>From the coordinate reference system of a source to longitude and latitude (WGS 84).</summary>
internal sealed class Projection : ICoordinateSequenceFilter
{
    private static readonly Dictionary<string, string> s_definitions = new(StringComparer.Ordinal)
    {
        ["EPSG:25832"] = Utm("ETRS89 / UTM zone 32N", centralMeridian: 9),
        ["EPSG:25833"] = Utm("ETRS89 / UTM zone 33N", centralMeridian: 15),
        ["EPSG:3857"] =
            """
            PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS["Sphere",DATUM["Sphere",SPHEROID["Sphere",6378137,0],TOWGS84[0,0,0,0,0,0,0]],
            PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],PARAMETER["latitude_of_origin",0],
            PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],
            UNIT["metre",1]]
            """,
        ["EPSG:31467"] =
            """
            PROJCS["DHDN / 3-degree Gauss-Kruger zone 3",GEOGCS["DHDN",DATUM["Deutsches_Hauptdreiecksnetz",
            SPHEROID["Bessel 1841",6377397.155,299.1528128],TOWGS84[598.1,73.7,418.2,0.202,0.045,-2.455,6.7]],
            PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],
            PARAMETER["central_meridian",9],PARAMETER["scale_factor",1],PARAMETER["false_easting",3500000],PARAMETER["false_northing",0],
            UNIT["metre",1]]
            """,
        ["EPSG:28992"] =
            """
            PROJCS["Amersfoort / RD New",GEOGCS["Amersfoort",DATUM["Amersfoort",
            SPHEROID["Bessel 1841",6377397.155,299.1528128],TOWGS84[565.4171,50.3319,465.5524,-0.398957,0.343988,-1.87740,4.0725]],
            PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Oblique_Stereographic"],
            PARAMETER["latitude_of_origin",52.15616055555555],PARAMETER["central_meridian",5.38763888888889],PARAMETER["scale_factor",0.9999079],
            PARAMETER["false_easting",155000],PARAMETER["false_northing",463000],UNIT["metre",1]]
            """,
    };

    private readonly MathTransform? _transform;

    private Projection(MathTransform? transform) => _transform = transform;

    public bool Done => false;

    public bool GeometryChanged => _transform is not null;

    /// <summary>The projection of a code that source files may use.</summary>
    public static Projection From(string crs)
    {
        if (!s_definitions.TryGetValue(crs, out var definition))
            return new Projection(null);
        var source = new CoordinateSystemFactory().CreateFromWkt(definition.ReplaceLineEndings(""));
        return new Projection(new CoordinateTransformationFactory().CreateFromCoordinateSystems(source, GeographicCoordinateSystem.WGS84).MathTransform);
    }

    public void Filter(CoordinateSequence sequence, int i)
    {
        if (_transform is null)
            return;
        var (x, y) = _transform.Transform(sequence.GetX(i), sequence.GetY(i));
        sequence.SetX(i, x);
        sequence.SetY(i, y);
    }

    private static string Utm(string name, int centralMeridian) =>
        $"""
        PROJCS["{name}",GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",
        SPHEROID["GRS 1980",6378137,298.257222101],TOWGS84[0,0,0,0,0,0,0]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],
        PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{centralMeridian}],
        PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]
        """;
}
