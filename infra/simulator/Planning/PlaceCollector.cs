using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>Notes which fields hold the place of a row.</summary>
internal sealed class PlaceCollector(TableReader reader, UseCollector collector, Func<string, Field?> fieldOf, double[] box)
{
    private readonly SourceFile _source = reader.Source;

    public void Collect()
    {
        if (_source.Geometry is not { } geometry || _source.Descriptor.Geometry is not { } wanted)
            return;
        if (geometry is GeometrySpec.Point or GeometrySpec.Pair && wanted.Geometry is not ("geometry-point" or "geometry-multipoint" or "geometry-any"))
            throw reader.Refuse("geometry", $"a point is no {wanted.Geometry}, which the collection wants");
        var plane = new PlaneCoordinates(geometry.Crs, box);
        switch (geometry)
        {
            case GeometrySpec.Point point:
                Add(point.X, (part, language) => new AxisUse(_source, part.Spec, language, part.Need, plane, isEast: true));
                Add(point.Y, (part, language) => new AxisUse(_source, part.Spec, language, part.Need, plane, isEast: false));
                break;
            case GeometrySpec.Pair pair:
                Add(pair.Value, (part, language) => new PairUse(_source, pair, language, part.Need, plane));
                break;
            case GeometrySpec.Wkb wkb:
                Add(wkb.Value, (part, language) => new EncodedUse(_source, isWkb: true, language, part.Need, plane, Srid(wkb.Crs)));
                break;
            case GeometrySpec.Wkt wkt:
                Add(wkt.Value, (part, language) => new EncodedUse(_source, isWkb: false, language, part.Need, plane, Srid(wkt.Crs)));
                break;
            default:
                break;
        }
    }

    private static int Srid(string crs) => int.Parse(crs.AsSpan("EPSG:".Length), System.Globalization.CultureInfo.InvariantCulture);

    private void Add(ValueSpec spec, Func<FieldPart, FieldLanguage, FieldUse> use)
    {
        foreach (var part in UseCollector.FieldsOf(spec))
        {
            if (part.IsOneOfMany)
                throw reader.Refuse("geometry", "a template of several fields cannot be inverted");
            fieldOf(part.Name)!.Add(collector.Guarded("geometry", () => use(part, collector.Language(part.Spec, part.Frame))));
        }
    }
}
