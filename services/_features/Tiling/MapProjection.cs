namespace UrbanDataHub.Features.Tiling;

/// <summary>A box in a plane, in metres of its coordinate reference system.</summary>
public readonly record struct PlaneBox(double MinX, double MinY, double MaxX, double MaxY)
{
    /// <summary>The box, wider by <paramref name="margin"/> on every side.</summary>
    public PlaneBox Widened(double margin) => new(MinX - margin, MinY - margin, MaxX + margin, MaxY + margin);

    /// <summary>What both boxes cover; its sides cross when that is nothing.</summary>
    public PlaneBox Within(PlaneBox other) =>
        new(Math.Max(MinX, other.MinX), Math.Max(MinY, other.MinY), Math.Min(MaxX, other.MaxX), Math.Min(MaxY, other.MaxY));
}

/// <summary>
/// From longitude and latitude into the plane of a tile matrix set, where there is no database to ask. Both are in degrees of
/// WGS 84, which is taken for ETRS89 as PostGIS takes it: within a metre the same in Europe.
/// </summary>
public abstract class MapProjection
{
    /// <summary>Number of the coordinate reference system at EPSG.</summary>
    public abstract int Srid { get; }

    /// <summary>West, south, east, north of where the projection is used, in degrees.</summary>
    public abstract double[] Domain { get; }

    /// <summary>One position, in metres.</summary>
    public abstract (double X, double Y) Project(double longitude, double latitude);

    /// <summary>The box in the plane that holds all of a box in degrees; null where that lies outside <see cref="Domain"/>.</summary>
    /// <param name="box">West, south, east, north.</param>
    public PlaneBox? Project(double[] box)
    {
        var (west, south) = (Math.Max(box[0], Domain[0]), Math.Max(box[1], Domain[1]));
        var (east, north) = (Math.Min(box[2], Domain[2]), Math.Min(box[3], Domain[3]));
        return west > east || south > north ? null : Enclose(west, south, east, north);
    }

    /// <summary>The box around the projected rectangle, which lies inside the domain.</summary>
    protected abstract PlaneBox Enclose(double west, double south, double east, double north);
}
