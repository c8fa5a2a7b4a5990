using System.Text.RegularExpressions;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>Wide to long: the columns that match become rows of their own.</summary>
/// <param name="Columns">Its named groups become fields.</param>
/// <param name="Value">Name of the field that holds the column's value.</param>
internal sealed record UnpivotSpec(YamlValue At, Regex Columns, string Value)
{
    public IReadOnlyList<string> Names { get; } = Columns.GetGroupNames().Where(n => !char.IsAsciiDigit(n[0])).ToList();

    public static UnpivotSpec Read(YamlValue unpivot)
    {
        var map = unpivot.Map();
        var spec = new UnpivotSpec(unpivot, map.Required("columns").Pattern(), map.Required("value").Text());
        map.Done();
        if (spec.Names.Count == 0)
            throw unpivot.Fault("'columns' must have a named group such as (?<year>...), or its rows could not be told apart");
        if (spec.Names.Contains(spec.Value))
            throw unpivot.Fault($"'{spec.Value}' is the name of a group and of the value");
        return spec;
    }
}

/// <summary>A condition of <c>only</c> on one field. Exactly one of the four is set.</summary>
internal sealed record Condition(YamlValue At, string Field, string[]? Is, string[]? Not, bool? Present, Regex? Matches)
{
    public static IReadOnlyList<Condition> ReadAll(YamlValue? only) =>
        only is null ? [] : only.Map().All().Select(c => Read(c.Name, c.Value)).ToList();

    private static Condition Read(string field, YamlValue value)
    {
        var map = value.Map();
        var condition = new Condition(
            value,
            field,
            map.Optional("is")?.Texts(),
            map.Optional("not")?.Texts(),
            map.Optional("present")?.Flag(),
            map.Optional("matches")?.Pattern());
        map.Done();
        if (new object?[] { condition.Is, condition.Not, condition.Present, condition.Matches }.Count(c => c is not null) != 1)
            throw value.Fault("must have exactly one of 'is', 'not', 'present' and 'matches'");
        return condition;
    }
}

/// <summary>What makes the local id: texts joined by <c>-</c>, or their hash.</summary>
internal sealed record IdSpec(YamlValue At, IReadOnlyList<ValueSpec> Parts, bool Hash)
{
    public static IdSpec Read(YamlValue id)
    {
        if (!id.IsMap)
            return OfFields(id, id, hash: false);
        var map = id.Map();
        if (!map.Keys.Contains("hash"))
            return new IdSpec(id, [ValueSpec.Read(id)], Hash: false);
        var spec = OfFields(id, map.Required("hash"), hash: true);
        map.Done();
        return spec;
    }

    /// <summary>The text of one field.</summary>
    public static IdSpec OfField(YamlValue at, string field) => new(at, [ValueSpec.OfField(at, field)], Hash: false);

    private static IdSpec OfFields(YamlValue at, YamlValue fields, bool hash) => fields.Texts() is { Length: > 0 } names
        ? new IdSpec(at, names.Select(f => ValueSpec.OfField(at, f)).ToList(), hash)
        : throw at.Fault("must name a field");
}

/// <summary>Which of several rows with the same local id counts.</summary>
internal enum DistinctRows
{
    /// <summary>None may be repeated: the later row is rejected.</summary>
    NotSaid,
    First,
    Last,
}
