using NetTopologySuite.Geometries;
using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Rows to features of one collection.</summary>
internal sealed class FeatureMapper : RowMapper
{
    private readonly IReadOnlyList<PropertyDescriptor> _properties;
    private readonly PropertyReader?[] _readers;
    private readonly LocalIds _ids;
    private readonly FieldText[] _idFields;
    private readonly GeometryReader? _geometry;
    private readonly GeometryCheck? _check;
    private readonly bool _geometryRequired;

    public FeatureMapper(SourceFile source, CollectionDescriptor descriptor, RowReader rows, LocalIds ids, GeometryCheck? check)
        : base(rows)
    {
        _properties = descriptor.Properties;
        _readers = _properties.Select(p => Reader(source, descriptor, p, rows)).ToArray();
        _ids = ids;
        _idFields = ids.Bind(source.Nulls, rows);
        _check = check;
        _geometry = check is null ? null : GeometryReader.Bind(source.Geometry!, source.Nulls, rows);
        _geometryRequired = descriptor.Geometry is { Required: true };
    }

    public override void Map(List<MappedItem> items) => items.Add(Map());

    public override void RequireSeen()
    {
        foreach (var reader in _readers)
            reader?.RequireSeen(Row);
        foreach (var field in _idFields)
            field.RequireSeen(Row);
        _geometry?.RequireSeen(Row);
    }

    /// <summary>What <c>map</c> says; else the column that the property was described from; else nothing.</summary>
    private static PropertyReader? Reader(SourceFile source, CollectionDescriptor descriptor, PropertyDescriptor property, RowReader rows)
    {
        if (source.Properties?.TryGetValue(property.Name, out var spec) == true)
            return ValueReader.Bind(property, spec, source.Nulls, rows);
        return source.Describe is not null && property.Field is not null
            ? ColumnReader.Bind(property, rows, mayLack: source.Files.Count > 1 || descriptor.DescribedBy.Count > 1)
            : null;
    }

    private MappedItem Map()
    {
        var values = new object?[_readers.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (_readers[i] is { } reader && reader.Read(Row, out values[i]) is { } fault)
                return Reject(Row, reader.Field, fault);
        }

        if (ReadGeometry(out var geometry) is { } wrong)
            return Reject(Row, _geometry!.Field, wrong);
        // The id goes last: only a row that goes in uses one up.
        if (_ids.Next(_idFields, Row, out var id) is var (field, reason))
            return Reject(Row, field, reason);
        var bytes = geometry is null ? null : _check!.ToBytes(geometry);
        return new MappedFeature(Row.File, Row.Line, id, values, bytes, Box(geometry), RowFingerprint.Of(_properties, values, bytes));
    }

    private string? ReadGeometry(out Geometry? geometry)
    {
        geometry = null;
        if (_geometry is null)
            return null;
        if (_geometry.Read(Row, out var raw) is { } fault)
            return fault;
        if (raw is null)
            return _geometryRequired ? "has no coordinates, but every feature of the collection must have a geometry" : null;
        return _check!.Check(raw, out geometry);
    }

    private static double[]? Box(Geometry? geometry) =>
        geometry?.EnvelopeInternal is { } box ? [box.MinX, box.MinY, box.MaxX, box.MaxY] : null;
}
