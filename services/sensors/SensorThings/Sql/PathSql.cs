using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Sql;

/// <summary>Property paths as columns; the relations on their way are collected as tables and conditions that join them.</summary>
/// <param name="alias">Of the entity that paths begin at.</param>
internal sealed class PathSql(SqlText sql, EntityType type, string alias, string parameter)
{
    private readonly Dictionary<string, (EntityType Type, string Alias)> _related = new(StringComparer.Ordinal);
    private readonly List<string> _tables = [];
    private readonly List<string> _joins = [];

    /// <summary>Whether a path leads to any number of entities.</summary>
    public bool HasMany { get; private set; }

    /// <summary>The column, or the member of JSON, that a path means.</summary>
    /// <exception cref="ProblemException">400: there is none.</exception>
    public Term Of(PropertyPath path)
    {
        var (at, here) = (0, (Type: type, Alias: alias));
        while (at < path.Names.Count - 1 && here.Type.Navigation(path.Names[at]) is { } navigation)
            here = Join(string.Join('/', path.Names.Take(++at)), here, navigation);
        var name = path.Names[at];
        if (name is "id" or "@iot.id" && at == path.Names.Count - 1)
            return new Term($"{here.Alias}.id", ValueKind.Number, path);
        var property = here.Type.Property(name) ?? throw Unknown(here.Type, name, path);
        var column = $"{here.Alias}.{property.Column}";
        if (at == path.Names.Count - 1)
            return new Term(column, property.Kind, path) { Json = property is { Json: { } json, Kind: ValueKind.Number } ? $"{here.Alias}.{json}" : null };
        var members = path.Names.Skip(at + 1).ToArray();
        return property switch
        {
            { Kind: ValueKind.Json } => new Term($"({column} #> {sql.Value(members)})", ValueKind.Json, path),
            { Kind: ValueKind.Number, Json: { } json } when int.TryParse(members[0], out _) => Element($"({here.Alias}.{json} #> {sql.Value(members)})", path),
            _ => throw ProblemException.Parameter400(parameter, $"'{name}' at position {path.At + 1} has no members."),
        };
    }

    /// <summary>An element of a result: a number, or something else.</summary>
    private static Term Element(string json, PropertyPath path) =>
        new($"(CASE jsonb_typeof({json}) WHEN 'number' THEN ({json} #>> '{{}}')::float8 END)", ValueKind.Number, path) { Json = $"nullif({json}, 'null')" };

    /// <summary>A condition that holds if it does for some of the entities that the paths lead to.</summary>
    public string Exists(string condition) =>
        _tables.Count == 0 ? condition : $"EXISTS (SELECT FROM {string.Join(", ", _tables)} WHERE {string.Join(" AND ", _joins)} AND {condition})";

    /// <summary>A value of the one entity that the paths lead to.</summary>
    public string Scalar(string value) =>
        _tables.Count == 0 ? value : $"(SELECT {value} FROM {string.Join(", ", _tables)} WHERE {string.Join(" AND ", _joins)})";

    private (EntityType Type, string Alias) Join(string path, (EntityType Type, string Alias) from, Navigation navigation)
    {
        HasMany |= navigation.Many;
        if (_related.TryGetValue(path, out var known))
            return known;
        var target = (Type: EntityModel.Target(navigation), Alias: sql.Alias());
        _tables.Add($"{target.Type.View} {target.Alias}");
        _joins.Add(navigation.Holds(target.Alias, $"{from.Alias}.{navigation.From}"));
        return _related[path] = target;
    }

    private ProblemException Unknown(EntityType entity, string name, PropertyPath path) => ProblemException.Parameter400(
        parameter,
        $"'{name}' at position {path.At + 1} is no property of a {entity.Name}; there are {string.Join(", ", entity.Properties.Select(p => p.Name).Concat(entity.Navigations.Select(n => n.Name + "/…")))}.");
}
