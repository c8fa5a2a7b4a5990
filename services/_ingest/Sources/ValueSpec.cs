using System.Text.RegularExpressions;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>Which of two equal clock times a time in October is.</summary>
internal enum AmbiguousTime
{
    NotSaid,
    Summer,
    Standard,
    InOrder,
}

/// <summary>What stands in for a value that is not listed; <see cref="Text"/> null means "nothing".</summary>
internal sealed record Otherwise(string? Text);

/// <summary>How fields become one value. Exactly one of <c>From</c>, <c>Template</c> and <c>Constant</c> is set.</summary>
/// <param name="At">Where it stands in the source file, for faults found later.</param>
/// <param name="From">Fields; the first that is there counts. A last <c>*</c> stands for the rest of a name.</param>
/// <param name="Optional">True when a file may lack the field altogether.</param>
internal sealed record ValueSpec(
    YamlValue At,
    IReadOnlyList<string> From,
    string? Template,
    string? Constant,
    bool Optional,
    string[] Nulls,
    string Strip,
    Regex? Pick,
    IReadOnlyDictionary<string, string?>? Codes,
    IReadOnlySet<string>? True,
    IReadOnlySet<string>? False,
    Otherwise? Otherwise,
    char Decimal,
    char? Thousands,
    double Scale,
    string? Split,
    IReadOnlyList<string> Formats,
    TimeZoneInfo? Zone,
    AmbiguousTime Ambiguous,
    IReadOnlyList<string> Keys)
{
    /// <summary>Values that are read as others, before anything else is looked at.</summary>
    public IReadOnlyDictionary<string, string>? Replace { get; init; }

    /// <summary>What is read where this yields nothing.</summary>
    public ValueSpec? Else { get; init; }

    public static ValueSpec Read(YamlValue value)
    {
        if (value.IsList)
            return Alternatives(value);
        if (!value.IsMap)
            return Plain(value);
        var map = value.Map();
        var spec = Read(value, map);
        map.Done();
        return spec;
    }

    /// <summary>Reads the keys of a value out of <paramref name="map"/>, which may hold further ones.</summary>
    public static ValueSpec Read(YamlValue at, YamlMap map)
    {
        var from = map.Optional("from");
        var template = map.Optional("template");
        var constant = map.Optional("constant");
        if (new[] { from, template, constant }.Count(v => v is not null) != 1)
            throw at.Fault("must have exactly one of 'from', 'template' and 'constant'");
        return new ValueSpec(
            at,
            from?.Texts() ?? [],
            template?.Text(),
            constant?.Text(),
            map.Optional("optional")?.Flag() ?? false,
            map.Optional("nulls")?.Texts() ?? [],
            map.Optional("strip")?.Text() ?? "",
            ReadPick(map.Optional("pick")),
            ReadCodes(map.Optional("codes")),
            Set(map.Optional("true")),
            Set(map.Optional("false")),
            map.Find("otherwise") is { } otherwise ? new Otherwise(otherwise.TextOrNull()) : null,
            map.Optional("decimal")?.Character() ?? '.',
            map.Optional("thousands")?.Character(),
            map.Optional("scale")?.Number() ?? 1,
            map.Optional("split")?.Text(),
            map.Optional("formats")?.Texts() ?? [],
            map.Optional("zone")?.Zone(),
            ReadAmbiguous(map.Optional("ambiguous")),
            map.Keys.ToList())
        {
            Replace = map.Optional("replace")?.Map().All().ToDictionary(c => c.Name, c => c.Value.Text(), StringComparer.Ordinal),
        }.Checked();
    }

    private static ValueSpec Alternatives(YamlValue list)
    {
        var items = list.Items();
        return items.Count > 0
            ? items.Select(Read).Reverse().Aggregate((later, earlier) => earlier with { Else = later })
            : throw list.Fault("names no alternative");
    }

    private static ValueSpec Plain(YamlValue value) => OfField(value, value.Text());

    /// <summary>A value that is the text of one field.</summary>
    public static ValueSpec OfField(YamlValue at, string field) => new(
        at, [field], null, null, false, [], "", null, null, null, null, null, '.', null, 1, null, [], null,
        AmbiguousTime.NotSaid, []);

    private ValueSpec Checked()
    {
        if (Decimal == Thousands)
            throw At.Fault("'decimal' and 'thousands' must differ");
        if (Otherwise is not null && Codes is null && True is null && False is null)
            throw At.Fault("'otherwise' needs 'codes', 'true' or 'false'");
        return this;
    }

    /// <summary>An empty item of the list means "the field holds nothing".</summary>
    private static HashSet<string>? Set(YamlValue? list) => list is null
        ? null
        : (list.IsList ? list.Items() : [list]).Select(i => i.TextOrNull() ?? "").ToHashSet(StringComparer.Ordinal);

    private static Regex? ReadPick(YamlValue? pick)
    {
        var pattern = pick?.Pattern();
        return pattern is null || pattern.GetGroupNumbers().Length > 1
            ? pattern
            : throw pick!.Fault("must have a group in parentheses, which is what is picked");
    }

    private static Dictionary<string, string?>? ReadCodes(YamlValue? codes) =>
        codes?.Map().All().ToDictionary(c => c.Name, c => c.Value.TextOrNull(), StringComparer.Ordinal);

    private static AmbiguousTime ReadAmbiguous(YamlValue? ambiguous) => ambiguous?.OneOf("summer", "standard", "in-order") switch
    {
        "summer" => AmbiguousTime.Summer,
        "standard" => AmbiguousTime.Standard,
        "in-order" => AmbiguousTime.InOrder,
        _ => AmbiguousTime.NotSaid,
    };
}
