using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Columns of a table with what is to be written into them.</summary>
internal sealed class ColumnValues
{
    private readonly List<(string Column, string Sql)> _columns = [];
    private readonly List<object?> _values = [];

    /// <summary>Whether nothing is to be written.</summary>
    public bool IsEmpty => _columns.Count == 0;

    /// <summary>The properties that an entity gives.</summary>
    /// <exception cref="ProblemException">400: a value cannot be kept.</exception>
    public static ColumnValues Of(EntityInput input)
    {
        var columns = new ColumnValues();
        foreach (var (property, value) in input.Values.Where(v => !v.Key.Derived))
            columns.Add(input, property, value);
        return columns;
    }

    /// <summary>Adds a relation to one.</summary>
    public void Add(string column, long id) => _columns.Add((column, Parameter(id)));

    /// <summary>Adds a text.</summary>
    public void Add(string column, string value) => _columns.Add((column, Parameter(value)));

    /// <summary>Adds ids.</summary>
    public void Add(string column, long[] ids) => _columns.Add((column, Parameter(ids)));

    /// <summary>Adds what needs no parameter.</summary>
    public void AddSql(string column, string sql) => _columns.Add((column, sql));

    /// <summary>Inserts a row and returns its id.</summary>
    public async Task<long> InsertAsync(WriteSession session, EntityType type) => (await session.NumberAsync(
        $"INSERT INTO {type.Table} ({string.Join(", ", _columns.Select(c => c.Column))}) VALUES ({string.Join(", ", _columns.Select(c => c.Sql))}) RETURNING {type.Id}",
        [.. _values]))!.Value;

    /// <summary>Changes a row.</summary>
    public Task<int> UpdateAsync(WriteSession session, EntityType type, long id)
    {
        var key = Parameter(id);
        return session.ExecuteAsync($"UPDATE {type.Table} SET {string.Join(", ", _columns.Select(c => $"{c.Column} = {c.Sql}"))} WHERE {type.Id} = {key}", [.. _values]);
    }

    private void Add(EntityInput input, EntityProperty property, JsonElement? value)
    {
        switch (property)
        {
            case { Kind: ValueKind.Geometry, Json: { } json }:
                var geometry = value is { } shape && IsGeoJson(input) ? Geometries.Of(shape, input.At + property.Name) : null;
                _columns.Add((property.Column, $"ST_SetSRID(ST_GeomFromGeoJSON({Parameter(WriteSession.Text(geometry))}), 4326)"));
                _columns.Add((json, Parameter(WriteSession.Json(value?.GetRawText()))));
                break;
            case { Kind: ValueKind.Json }:
                _columns.Add((property.Column, Parameter(WriteSession.Json(value?.GetRawText()))));
                break;
            case { Kind: ValueKind.Time }:
                _columns.Add((property.Column, Parameter(InputValues.Time(value!.Value.GetString()!, false, input.At + property.Name).Begin)));
                break;
            default:
                _columns.Add((property.Column, Parameter(WriteSession.Text(value?.GetString()))));
                break;
        }
    }

    // Whatever is written in another encoding is kept as it came, and has no place on a map.
    private static bool IsGeoJson(EntityInput input) => input.Text("encodingType") is null or "application/geo+json" or "application/vnd.geo+json" or "application/json";

    private string Parameter(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }
}
