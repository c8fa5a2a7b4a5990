using System.Text.Json;
using GraphQL.Types;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>The GraphQL types of properties, and their values out of GeoJSON.</summary>
public sealed class PropertyTypes
{
    private readonly Dictionary<string, EnumerationGraphType> _enumerations = new(StringComparer.Ordinal);

    /// <summary>GeoJSON geometries; one instance, as a name stands for one type.</summary>
    public GeoJsonScalar GeoJson { get; } = new();

    /// <summary>Instants.</summary>
    public DateTimeScalar DateTime { get; } = new();

    private readonly DateScalar _date = new();
    private readonly IntGraphType _int = new();
    private readonly LongGraphType _long = new();
    private readonly FloatGraphType _float = new();
    private readonly BooleanGraphType _boolean = new();

    /// <summary>Texts.</summary>
    public StringGraphType String { get; } = new();

    /// <summary>The type that answers have. Everything may be null: a city may not know it.</summary>
    public IGraphType Output(CollectionDescriptor collection, PropertyDescriptor property) =>
        property.Kind == PropertyKind.TextList ? new ListGraphType(new NonNullGraphType(String)) : Scalar(collection, property);

    /// <summary>The type of the filter; a list is asked for one of its members.</summary>
    public IGraphType Input(CollectionDescriptor collection, PropertyDescriptor property) => Scalar(collection, property);

    /// <summary>A property's value as its type wants it.</summary>
    public static object? Value(JsonElement value, PropertyKind kind) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => kind switch
        {
            PropertyKind.Integer => value.GetInt64(),
            PropertyKind.Number => value.GetDouble(),
            PropertyKind.Boolean => value.GetBoolean(),
            PropertyKind.TextList => value.EnumerateArray().Select(e => e.GetString()).ToList(),
            _ => value.GetString(),
        },
    };

    /// <summary>The geometry of a feature; null without one.</summary>
    public static object? Geometry(JsonElement feature) =>
        feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object ? geometry : null;

    private ScalarGraphType Scalar(CollectionDescriptor collection, PropertyDescriptor property) => property.Kind switch
    {
        // GraphQL's Int has 32 bits; a descriptor that allows for more says so.
        PropertyKind.Integer => property.Maximum > int.MaxValue ? _long : _int,
        PropertyKind.Number => _float,
        PropertyKind.Boolean => _boolean,
        PropertyKind.Date => _date,
        PropertyKind.Instant => DateTime,
        PropertyKind.Text when property.Codes is { Count: > 0 } codes && codes.All(GraphNames.IsName) => Enumeration(collection, property, codes),
        _ => String,
    };

    private EnumerationGraphType Enumeration(CollectionDescriptor collection, PropertyDescriptor property, IReadOnlyList<string> codes)
    {
        var name = GraphNames.Enumeration(collection, property);
        if (_enumerations.TryGetValue(name, out var known))
            return known;
        var type = new EnumerationGraphType { Name = name, Description = property.Title.En };
        foreach (var code in codes)
            type.Add(code, code);
        return _enumerations[name] = type;
    }
}
