using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Answering;

/// <summary>Writes entities as SensorThings does (OGC 18-088, clause 9.4), with links below the service root that the client asked.</summary>
/// <param name="root">The service root, without a slash at the end.</param>
internal sealed class EntityWriter(Utf8JsonWriter json, string root, CursorCodec cursors)
{
    /// <summary>What it writes to.</summary>
    public Utf8JsonWriter Json => json;

    /// <summary>A page: <c>value</c>, and <c>@iot.nextLink</c> exactly when there is more.</summary>
    /// <param name="path">Path of the entities, with a slash in front.</param>
    /// <param name="write">Writes one of them: as an entity, or as a link.</param>
    public void Page(EntityQuery query, EntityPage page, string path, Action<EntityQuery, EntityRow> write)
    {
        json.WriteStartObject();
        Rows(query, page, path, write);
        json.WriteEndObject();
    }

    /// <summary>A page for a gateway that merges it with others' (<see cref="MergeOptions"/>): the order follows, and where each entity stands in it.</summary>
    /// <param name="write">Writes one of them as an object, in the form that was asked.</param>
    /// <param name="columns">Those of a table, if they were asked for.</param>
    public void KeyedPage(EntityQuery query, EntityPage page, string path, Action<EntityQuery, EntityRow> write, IEnumerable<string>? columns)
    {
        json.WriteStartObject();
        Rows(query, page, path, write);
        Keys(query, page);
        if (columns is not null)
        {
            json.WritePropertyName("columns");
            JsonSerializer.Serialize(json, columns);
        }

        json.WriteEndObject();
    }

    private void Rows(EntityQuery query, EntityPage page, string path, Action<EntityQuery, EntityRow> write)
    {
        PageMembers(query, page, path);
        json.WriteStartArray("value");
        foreach (var row in page.Rows)
            write(query, row);
        json.WriteEndArray();
    }

    /// <summary>What is told of a page beside its entities: how many there are, if that was asked, and where the next page is.</summary>
    public void PageMembers(EntityQuery query, EntityPage page, string path)
    {
        if (page.Count is { } count)
            json.WriteNumber("@iot.count", count);
        if (Next(query, page, path) is { } next)
            json.WriteString("@iot.nextLink", next);
    }

    /// <summary>The address of an entity.</summary>
    public string Address(EntityQuery query, EntityRow row) => Address(query, row.Id);

    /// <summary>The address of an entity by its id.</summary>
    public string Address(EntityQuery query, long id) => root + Path(query, id);

    private void Keys(EntityQuery query, EntityPage page)
    {
        json.WriteStartArray("order");
        foreach (var step in RowOrder.Of(new SqlText(), query, "e").Steps)
        {
            json.WriteStartObject();
            json.WriteString("type", step.Type);
            json.WriteBoolean("descending", step.Descending);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("keys");
        foreach (var row in page.Rows)
            JsonSerializer.Serialize(json, row.Position);
        json.WriteEndArray();
    }

    /// <summary>A link to one entity.</summary>
    public void Reference(EntityQuery query, EntityRow row)
    {
        json.WriteStartObject();
        json.WriteString("@iot.selfLink", Address(query, row));
        json.WriteEndObject();
    }

    /// <summary>An entity.</summary>
    public void Entity(EntityQuery query, EntityRow row)
    {
        json.WriteStartObject();
        if (IsWritten(query, "@iot.id") || IsWritten(query, "id"))
            json.WriteNumber("@iot.id", row.Id);
        if (IsWritten(query, "@iot.selfLink"))
            json.WriteString("@iot.selfLink", Address(query, row));
        foreach (var (property, value) in PageSql.Written(query).Zip(row.Values))
        {
            if (value is not null || property.Nullable)
                Value(property.Name, value);
        }

        foreach (var navigation in query.Type.Navigations)
        {
            if (query.Expand.Select((e, i) => (e.Navigation, e.Query, At: i)).FirstOrDefault(e => e.Navigation == navigation) is { Navigation: not null } expanded)
                Related(expanded.Query, navigation.Name, navigation.Many, row.Related[expanded.At], Path(query, row.Id));
            else if (IsWritten(query, navigation.Name) && !row.Absent.Contains(navigation))
                json.WriteString($"{navigation.Name}@iot.navigationLink", $"{root}{Path(query, row.Id)}/{navigation.Name}");
        }

        json.WriteEndObject();
    }

    /// <summary>A property by its name.</summary>
    public void Value(string name, object? value)
    {
        json.WritePropertyName(name);
        Value(value);
    }

    /// <summary>A value.</summary>
    public void Value(object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case RawJson raw:
                json.WriteRawValue(raw.Text, skipInputValidation: true);
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Bare(value));
                break;
        }
    }

    /// <summary>A value as bare text, as <c>$value</c> gives it.</summary>
    public static string Bare(object value) => value switch
    {
        RawJson { Text: ['"', ..] text } => JsonSerializer.Deserialize<string>(text)!,
        RawJson raw => raw.Text,
        DateTime time => Iso(time),
        Period { End: null } moment => Iso(moment.Begin),
        Period period => $"{Iso(period.Begin)}/{Iso(period.End!.Value)}",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private void Related(EntityQuery query, string name, bool many, EntityPage? page, string path)
    {
        if (!many)
        {
            json.WritePropertyName(name);
            if (page is { Rows: [var only, ..] })
                Entity(query, only);
            else
                json.WriteNullValue();
            return;
        }

        if (page?.Count is { } count)
            json.WriteNumber($"{name}@iot.count", count);
        if (page is not null && Next(query, page, $"{path}/{name}") is { } next)
            json.WriteString($"{name}@iot.nextLink", next);
        json.WriteStartArray(name);
        foreach (var row in page?.Rows ?? [])
            Entity(query, row);
        json.WriteEndArray();
    }

    private string? Next(EntityQuery query, EntityPage page, string path)
    {
        if (!page.More || page.Rows.Count == 0)
            return null;
        var token = cursors.Encode(page.Rows[^1].Position, Question(query, path));
        return $"{root}{path}?{(query.Text.Length == 0 ? "" : query.Text + "&")}{QueryOptions.SkipToken}={token}";
    }

    /// <summary>What a link to a next page belongs to.</summary>
    public static string Question(EntityQuery query, string path) => $"sensorthings|{path}|{query.Text}";

    /// <summary>Whether a name is asked for.</summary>
    public static bool IsWritten(EntityQuery query, string name) => query.Select is null || query.Select.Contains(name);

    private static string Path(EntityQuery query, long id) => string.Create(CultureInfo.InvariantCulture, $"/{query.Type.Set}({id})");

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
