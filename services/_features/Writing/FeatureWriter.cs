using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Writing;

/// <summary>Writes rows, as <see cref="FeatureSql.Columns"/> and <see cref="RowOrder.Columns"/> select them, as GeoJSON features of one city.</summary>
internal sealed class FeatureWriter(ItemsQuestion question, string city)
{
    private static readonly JsonEncodedText TypeName = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText FeatureName = JsonEncodedText.Encode("Feature");
    private static readonly JsonEncodedText IdName = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText GeometryName = JsonEncodedText.Encode("geometry");
    private static readonly JsonEncodedText PropertiesName = JsonEncodedText.Encode("properties");
    private static readonly JsonEncodedText CityName = JsonEncodedText.Encode("city");

    private readonly JsonEncodedText _city = JsonEncodedText.Encode(city, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private readonly string _prefix = city + ":";
    private readonly IReadOnlyList<KeyColumn> _key = question.Collection.Key;
    private readonly (JsonEncodedText Name, PropertyKind Kind)[] _properties =
        question.Selection.Properties.Select(p => (JsonEncodedText.Encode(p.Name), p.Kind)).ToArray();

    /// <summary>The key of the current row.</summary>
    public string[] Key(NpgsqlDataReader row)
    {
        var key = new string[_key.Count];
        for (var i = 0; i < key.Length; i++)
            key[i] = KeyText.Read(row, i, _key[i].Kind);
        return key;
    }

    /// <summary>The feature id of the current row.</summary>
    public string Id(NpgsqlDataReader row) => _prefix + KeyText.LocalId(Key(row), _key);

    /// <summary>Writes where the current row stands in the order: the values it is sorted by, and its id.</summary>
    public void WriteRowKey(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        json.WriteStartArray();
        var first = _key.Count + 1 + _properties.Length;
        for (var i = 0; i < question.Sort.Keys.Count; i++)
            SortValues.Write(json, row, first + i, question.Sort.Keys[i].Property.Kind);
        json.WriteStringValue(Id(row));
        json.WriteEndArray();
    }

    /// <summary>Writes the current row; members can be added before the object is closed by <paramref name="tail"/>.</summary>
    public void Write(Utf8JsonWriter json, NpgsqlDataReader row, Action<Utf8JsonWriter>? tail = null)
    {
        json.WriteStartObject();
        json.WriteString(TypeName, FeatureName);
        json.WriteString(IdName, Id(row));
        json.WritePropertyName(GeometryName);
        var geometry = _key.Count;
        if (row.IsDBNull(geometry))
            json.WriteNullValue();
        else
            WkbGeoJson.Write(json, row.GetFieldValue<byte[]>(geometry), question.Crs);
        json.WriteStartObject(PropertiesName);
        json.WriteString(CityName, _city);
        for (var i = 0; i < _properties.Length; i++)
            WriteProperty(json, row, geometry + 1 + i, _properties[i].Name, _properties[i].Kind);
        json.WriteEndObject();
        tail?.Invoke(json);
        json.WriteEndObject();
    }

    private static void WriteProperty(Utf8JsonWriter json, NpgsqlDataReader row, int ordinal, JsonEncodedText name, PropertyKind kind)
    {
        if (row.IsDBNull(ordinal))
        {
            json.WriteNull(name);
            return;
        }

        switch (kind)
        {
            case PropertyKind.Text:
                json.WriteString(name, row.GetString(ordinal));
                break;
            case PropertyKind.Integer:
                json.WriteNumber(name, row.GetInt64(ordinal));
                break;
            case PropertyKind.Number:
                json.WriteNumber(name, row.GetDouble(ordinal));
                break;
            case PropertyKind.Boolean:
                json.WriteBoolean(name, row.GetBoolean(ordinal));
                break;
            case PropertyKind.Instant:
                json.WriteString(name, row.GetDateTime(ordinal));
                break;
            case PropertyKind.Date:
                json.WriteString(name, row.GetFieldValue<DateOnly>(ordinal).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
                break;
            case PropertyKind.TextList:
                json.WriteStartArray(name);
                foreach (var text in row.GetFieldValue<string[]>(ordinal))
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case PropertyKind.Geometry:
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "a collection has one geometry, and it is no property");
        }
    }
}
