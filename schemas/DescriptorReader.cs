using System.Text.Json;

namespace UrbanDataHub.Schemas;

/// <summary>Turns one descriptor document into a <see cref="CollectionDescriptor"/>, naming the field that is wrong.</summary>
internal sealed class DescriptorReader(string file, JsonElement root)
{
    public CollectionDescriptor Read(string id, string domain, string json)
    {
        var hub = Member(root, "x-hub", "x-hub");
        var required = root.TryGetProperty("required", out var list)
            ? list.EnumerateArray().Select(e => e.GetString()!).ToHashSet()
            : [];
        var all = Member(root, "properties", "properties").EnumerateObject()
            .Select((p, position) => (Property: ReadProperty(p, required), Sequence: Sequence(p.Value, position)))
            .OrderBy(p => p.Sequence)
            .Select(p => p.Property)
            .ToList();
        foreach (var name in required.Where(name => all.All(p => p.Name != name)))
            throw Fault("required", $"'{name}' is not a property");

        var geometries = all.Where(p => p.Kind == PropertyKind.Geometry).ToList();
        if (geometries.Count > 1)
            throw Fault("properties", "more than one geometry");
        var relation = Optional(hub, "relation");
        return new CollectionDescriptor(
            id,
            domain,
            Text(hub, "title", "x-hub.title"),
            Text(hub, "description", "x-hub.description"),
            String(hub, "singular", "x-hub.singular"),
            String(hub, "theme", "x-hub.theme"),
            Optional(hub, "model"),
            all.Where(p => p.Kind != PropertyKind.Geometry).ToList(),
            geometries.SingleOrDefault(),
            all.SingleOrDefault(p => p.Role == "primary-instant"),
            relation ?? id.Replace('-', '_'),
            Derived: relation is null,
            ReadKey(hub),
            json)
        {
            SameAs = Optional(hub, "sameAs"),
            Alias = ReadAlias(hub),
            Series = ReadSeries(hub, all),
            IsArea = hub.TryGetProperty("area", out var area) && area.ValueKind == JsonValueKind.True,
            DescribedBy = hub.TryGetProperty("describedBy", out var sources) ? sources.EnumerateArray().Select(e => e.GetString()!).ToList() : [],
        };
    }

    private string? ReadAlias(JsonElement hub)
    {
        if (Optional(hub, "alias") is not { } alias)
            return null;
        return PropertyNames.IsValid(alias) ? alias : throw Fault("x-hub.alias", $"'{alias}' is no name of letters (A to Z), digits and '_'");
    }

    private SeriesDescriptor? ReadSeries(JsonElement hub, List<PropertyDescriptor> all)
    {
        if (!hub.TryGetProperty("series", out var series))
            return null;
        string Named(string member, PropertyKind kind)
        {
            var (name, at) = (String(series, member, $"x-hub.series.{member}"), $"x-hub.series.{member}");
            return all.Exists(p => p.Name == name && p.Kind == kind) ? name : throw Fault(at, $"'{name}' is no property of kind {kind}");
        }

        return new SeriesDescriptor(Named("latestTime", PropertyKind.Instant), Named("latestResult", PropertyKind.Number));
    }

    private List<KeyColumn> ReadKey(JsonElement hub)
    {
        if (!hub.TryGetProperty("key", out var key))
            return [new KeyColumn("local_id", PropertyKind.Text)];
        return key.EnumerateArray()
            .Select(k => new KeyColumn(
                String(k, "column", "x-hub.key.column"),
                Enum.TryParse<PropertyKind>(String(k, "kind", "x-hub.key.kind"), ignoreCase: true, out var kind)
                    ? kind
                    : throw Fault("x-hub.key.kind", "must be text, integer or instant"),
                Optional(k, "usual")))
            .ToList();
    }

    private PropertyDescriptor ReadProperty(JsonProperty property, HashSet<string> required)
    {
        var at = $"properties.{property.Name}";
        var schema = property.Value;
        if (!PropertyNames.IsValid(property.Name))
            throw Fault(at, $"the name must be letters (A to Z), digits and '_', begin with no digit and no '__', have at most {PropertyNames.Longest} characters, and be neither 'id' nor 'city'");
        var kind = Kind(schema, at);
        var codes = schema.TryGetProperty("enum", out var list) ? list.EnumerateArray().Select(e => e.GetString()!).ToList() : null;
        return new PropertyDescriptor(
            property.Name,
            kind,
            kind == PropertyKind.Geometry ? new LocalText("Geometrie", "Geometry") : Text(schema, "x-hub-title", at + ".x-hub-title"),
            schema.TryGetProperty("x-hub-description", out _) ? Text(schema, "x-hub-description", at + ".x-hub-description") : null,
            Optional(schema, "x-ogc-unit"),
            Optional(schema, "x-ogc-role"),
            codes,
            required.Contains(property.Name),
            Number(schema, "minimum"),
            Number(schema, "maximum"),
            kind == PropertyKind.Geometry ? Optional(schema, "format") : null)
        {
            Field = Optional(schema, "x-hub-field"),
            ReferredCollection = Referred(schema, kind, at),
        };
    }

    private string? Referred(JsonElement schema, PropertyKind kind, string at)
    {
        if (Optional(schema, "x-ogc-role") != "reference")
            return null;
        if (kind is not (PropertyKind.Text or PropertyKind.Integer))
            throw Fault(at + ".type", "a reference is a string (feature id) or an integer (local id)");
        return String(schema, "x-ogc-collectionId", at + ".x-ogc-collectionId");
    }

    private PropertyKind Kind(JsonElement schema, string at)
    {
        var format = Optional(schema, "format");
        if (format is not null && format.StartsWith("geometry-", StringComparison.Ordinal))
            return PropertyKind.Geometry;
        return (String(schema, "type", at + ".type"), format) switch
        {
            ("string", "date") => PropertyKind.Date,
            ("string", "date-time") => PropertyKind.Instant,
            ("string", null or "uri") => PropertyKind.Text,
            ("integer", _) => PropertyKind.Integer,
            ("number", _) => PropertyKind.Number,
            ("boolean", _) => PropertyKind.Boolean,
            ("array", _) => PropertyKind.TextList,
            var (type, other) => throw Fault(at + ".type", $"'{type}' with format '{other}' is not a type of a property"),
        };
    }

    private LocalText Text(JsonElement parent, string name, string at)
    {
        var text = Member(parent, name, at);
        return new LocalText(String(text, "de", at + ".de"), String(text, "en", at + ".en"));
    }

    private JsonElement Member(JsonElement parent, string name, string at) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : throw Fault(at, "is missing");

    private string String(JsonElement parent, string name, string at) =>
        Member(parent, name, at) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Fault(at, "must be a string");

    private static string? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static int Sequence(JsonElement schema, int position) =>
        schema.TryGetProperty("x-ogc-propertySeq", out var value) ? value.GetInt32() : 1000 + position;

    private DescriptorException Fault(string field, string what) => new($"{file}: {field}: {what}.");
}
