using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Language;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>One feature.</summary>
public sealed record FeatureView(CollectionDescriptor Collection, FeatureRow Row, City? City, bool InDegrees)
{
    /// <summary>The properties that the answer has, in the order of the descriptor.</summary>
    public IEnumerable<PropertyDescriptor> Properties => Collection.Properties.Where(p => Row.Properties.ContainsKey(p.Name));

    /// <summary>Whether it can be drawn: its place is given in degrees.</summary>
    public bool HasMap => InDegrees && Row.Geometry is not null;

    /// <summary>Reads the answer.</summary>
    public static FeatureView Read(DocumentModel document, CollectionDescriptor collection)
    {
        var row = FeatureReader.ReadRow(document.Root);
        return new FeatureView(collection, row, document.Catalogue.City(row.City), document.Query["crs"] is null);
    }

    /// <summary>The geometry in words: kind, and where it lies.</summary>
    public string? Place(Wording words)
    {
        if (Row.Geometry is not { } geometry)
            return null;
        var positions = Positions(geometry.Member("coordinates")).ToList();
        var kind = geometry.Text("type") ?? "";
        return positions switch
        {
            [] => kind,
            [var (x, y)] => $"{kind}: {Number(x)}, {Number(y)}",
            _ => words.Say(
                "{0}: {1} positions between {2}, {3} and {4}, {5}",
                kind, words.Number((long)positions.Count),
                Number(positions.Min(p => p.X)), Number(positions.Min(p => p.Y)), Number(positions.Max(p => p.X)), Number(positions.Max(p => p.Y))),
        };
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static IEnumerable<(double X, double Y)> Positions(JsonElement coordinates)
    {
        if (coordinates.ValueKind != JsonValueKind.Array || coordinates.GetArrayLength() == 0)
            return [];
        if (coordinates[0].ValueKind == JsonValueKind.Number)
            return coordinates.GetArrayLength() > 1 ? [(coordinates[0].GetDouble(), coordinates[1].GetDouble())] : [];
        return coordinates.EnumerateArray().SelectMany(Positions);
    }
}
