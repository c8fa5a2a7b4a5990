using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>What a source says of a column of its layer.</summary>
/// <param name="Title">Title in both languages; null takes the layer's own, or the column's name.</param>
/// <param name="Unit">UCUM code; null if none.</param>
internal sealed record DescribedColumn(YamlValue At, LocalText? Title, LocalText? Description, string? Unit);

/// <summary>
/// <c>describe</c>: the collection of the source is not described in <c>schemas/collections</c>, its descriptor is made from the
/// layer. All is optional but the key itself.
/// </summary>
/// <param name="Domain">The service that will own the collection.</param>
/// <param name="Theme">Code of the EU data theme table.</param>
/// <param name="Singular">What one feature is called; GraphQL's type is made from it.</param>
/// <param name="Instant">The column that <c>datetime</c> asks; null takes the only date or time there is.</param>
/// <param name="Columns">What is said of columns, by their names in the layer.</param>
internal sealed partial record DescribeSpec(
    YamlValue At,
    string Domain,
    LocalText? Title,
    LocalText? Description,
    string Theme,
    string? Singular,
    string? Instant,
    IReadOnlyDictionary<string, DescribedColumn> Columns)
{
    private static readonly Dictionary<string, string> s_themes = new(StringComparer.Ordinal)
    {
        [Programs.Social] = "SOCI",
        [Programs.Mobility] = "TRAN",
        [Programs.Climate] = "ENVI",
        [Programs.Sensors] = "ENVI",
    };

    public static DescribeSpec Read(YamlValue describe, Vocabularies vocabularies)
    {
        var map = describe.Map();
        var domain = map.Optional("domain")?.OneOf([.. s_themes.Keys]) ?? Programs.Social;
        var spec = new DescribeSpec(
            describe,
            domain,
            map.Optional("title")?.Local(),
            map.Optional("description")?.Local(),
            map.Optional("theme") is { } theme ? vocabularies.Theme(theme) : s_themes[domain],
            ReadSingular(map.Optional("singular")),
            map.Optional("instant")?.Text(),
            map.Optional("columns")?.Map().All().ToDictionary(c => c.Name, c => ReadColumn(c.Value), StringComparer.Ordinal) ?? []);
        map.Done();
        return spec;
    }

    /// <summary>Whether the text of a source file has the key, without reading the rest of it.</summary>
    public static bool IsIn(string yaml) => Key().IsMatch(yaml);

    /// <summary>The domain that a source file names, also where something else in it is wrong; null where it describes nothing.</summary>
    public static string? DomainIn(string path, string yaml)
    {
        if (!IsIn(yaml))
            return null;
        try
        {
            var domain = YamlMap.Parse(path, yaml).Optional("describe")?.Map().Optional("domain")?.Text();
            return domain is not null && s_themes.ContainsKey(domain) ? domain : Programs.Social;
        }
        catch (SourceException)
        {
            // What is wrong is said by whoever reads the whole file.
            return Programs.Social;
        }
    }

    private static DescribedColumn ReadColumn(YamlValue column)
    {
        var map = column.Map();
        var read = new DescribedColumn(column, map.Optional("title")?.Local(), map.Optional("description")?.Local(), map.Optional("unit")?.Text());
        map.Done();
        return read;
    }

    private static string? ReadSingular(YamlValue? singular) => singular is null || CollectionCatalogue.IsId(singular.Text())
        ? singular?.Text()
        : throw singular.Fault($"'{singular.Text()}' must be lower-case words joined by '-'");

    [GeneratedRegex(@"^describe[ \t]*:", RegexOptions.Multiline)]
    private static partial Regex Key();
}
