using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>A field that holds the place of a row, or a part of it.</summary>
internal abstract class GeometryUse(SourceFile source, FieldLanguage language, FieldNeed need) : FieldUse(source, "geometry")
{
    public override IEnumerable<string> Nulls => language.Nulls;

    public override UseRank Rank => UseRank.Identity;

    public override bool Requires(RowPlace place) => place.Geometry is not null && need.Requires(place);

    public override bool Excludes(RowPlace place) => place.Geometry is null || need.Excludes(place);

    public override Verdict Judge(string text, RowPlace place)
    {
        var meaning = language.Read(text);
        if (meaning.IsNothing)
            return Verdict.Nothing;
        return meaning.Known && place.Geometry is { } geometry && Fits(meaning.Text, geometry) ? Verdict.Good : Verdict.Bad;
    }

    public override Proposal? Propose(RowPlace place, Draw draw) =>
        place.Geometry is { } geometry && language.Write(Write(geometry), draw) is { } text ? new Proposal(text) : null;

    protected abstract string Write(Geometry geometry);

    /// <summary>Whether the text is the place of this row.</summary>
    protected virtual bool Fits(string text, Geometry geometry) => text == Write(geometry);
}

/// <summary>One of two coordinates in fields of their own.</summary>
internal sealed class AxisUse(SourceFile source, ValueSpec spec, FieldLanguage language, FieldNeed need, PlaneCoordinates plane, bool isEast)
    : GeometryUse(source, language, need)
{
    private readonly NumberNotation _numbers = new(spec);

    protected override string Write(Geometry geometry)
    {
        var (x, y) = plane.Write(geometry.Coordinate.X, geometry.Coordinate.Y);
        return _numbers.Write(isEast ? x : y, whole: false).Text;
    }
}

/// <summary>Both coordinates in one field.</summary>
internal sealed class PairUse(SourceFile source, GeometrySpec.Pair pair, FieldLanguage language, FieldNeed need, PlaneCoordinates plane)
    : GeometryUse(source, language, need)
{
    private readonly NumberNotation _numbers = new(pair.Value);

    protected override string Write(Geometry geometry)
    {
        var (x, y) = plane.Write(geometry.Coordinate.X, geometry.Coordinate.Y);
        var (east, north) = (_numbers.Write(x, whole: false).Text, _numbers.Write(y, whole: false).Text);
        return pair.NorthFirst ? north + pair.Separator + east : east + pair.Separator + north;
    }
}

/// <summary>A whole geometry, as EWKB in hex or as well-known text.</summary>
internal sealed class EncodedUse(SourceFile source, bool isWkb, FieldLanguage language, FieldNeed need, PlaneCoordinates plane, int srid)
    : GeometryUse(source, language, need)
{
    private readonly WKBWriter _wkb = new(ByteOrder.LittleEndian, handleSRID: true);
    private readonly WKTWriter _wkt = new();

    protected override string Write(Geometry geometry)
    {
        var projected = geometry.Copy();
        projected.Apply(new ToPlane(plane));
        projected.SRID = srid;
        return isWkb ? Convert.ToHexString(_wkb.Write(projected)) : _wkt.Write(projected);
    }

    private sealed class ToPlane(PlaneCoordinates plane) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int i)
        {
            var (x, y) = plane.Write(sequence.GetX(i), sequence.GetY(i));
            sequence.SetX(i, (double)x);
            sequence.SetY(i, (double)y);
        }
    }
}
