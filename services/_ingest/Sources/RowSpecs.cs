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

/// <summary>A condition of <c>only</c> on one field. Exactly one of the three is set.</summary>
internal sealed record Condition(YamlValue At, string Field, string[]? Is, bool? Present, Regex? Matches)
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
            map.Optional("present")?.Flag(),
            map.Optional("matches")?.Pattern());
        map.Done();
        if (new object?[] { condition.Is, condition.Present, condition.Matches }.Count(c => c is not null) != 1)
            throw value.Fault("must have exactly one of 'is', 'present' and 'matches'");
        return condition;
    }
}

/// <summary>What makes the local id: the texts of fields joined by <c>-</c>, or their hash.</summary>
internal sealed record IdSpec(YamlValue At, IReadOnlyList<string> Fields, bool Hash)
{
    public static IdSpec Read(YamlValue id)
    {
        if (!id.IsMap)
            return Checked(new IdSpec(id, id.Texts(), Hash: false));
        var map = id.Map();
        var spec = new IdSpec(id, map.Required("hash").Texts(), Hash: true);
        map.Done();
        return Checked(spec);
    }

    private static IdSpec Checked(IdSpec spec) => spec.Fields.Count > 0 ? spec : throw spec.At.Fault("must name a field");
}
