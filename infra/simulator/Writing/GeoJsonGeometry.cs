using System.Text.Json;
using NetTopologySuite.Geometries;
using UrbanDataHub.Simulator.Inverting;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>Writes geometries as GeoJSON, in the coordinates of a source.</summary>
internal sealed class GeoJsonGeometry(PlaneCoordinates plane)
{
    public void Write(Utf8JsonWriter json, Geometry geometry)
    {
        json.WriteStartObject();
        json.WriteString("type", geometry.GeometryType);
        json.WritePropertyName("coordinates");
        WriteCoordinates(json, geometry);
        json.WriteEndObject();
    }

    private void WriteCoordinates(Utf8JsonWriter json, Geometry geometry)
    {
        switch (geometry)
        {
            case Point point:
                WritePosition(json, point.Coordinate);
                break;
            case LineString line:
                WriteList(json, line.Coordinates, WritePosition);
                break;
            case Polygon polygon:
                WriteList(json, polygon.InteriorRings.Prepend(polygon.ExteriorRing), WriteCoordinates);
                break;
            case GeometryCollection parts:
                WriteList(json, parts, WriteCoordinates);
                break;
            default:
                throw new NotSupportedException($"A {geometry.GeometryType} is not known here.");
        }
    }

    private static void WriteList<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
    }

    private void WritePosition(Utf8JsonWriter json, Coordinate at)
    {
        var (x, y) = plane.Write(at.X, at.Y);
        json.WriteStartArray();
        json.WriteNumberValue(x);
        json.WriteNumberValue(y);
        json.WriteEndArray();
    }
}
