using System.Text.RegularExpressions;

namespace UrbanDataHub.Tests.Architecture;

/// <summary>What no source file of a room may say.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] _written = ["*.cs", "*.cshtml", "*.js", "*.jsx"];

    [Fact]
    public void The_gateway_knows_no_database() =>
        Assert.DoesNotContain(Lines("gateway", "*.cs"), line => line.Text.Contains("Npgsql", StringComparison.Ordinal));

    [Fact]
    public void GraphQL_stays_below_its_folder_so_that_the_library_can_be_exchanged() => Assert.Empty(
        from line in Lines("gateway", "*.cs").Concat(Lines("services", "*.cs")).Concat(Lines("schemas", "*.cs"))
        where !line.Place.StartsWith("gateway/Graph/", StringComparison.Ordinal) && UsesGraphQl().IsMatch(line.Text)
        select line);

    /// <summary>The day a city has code of its own, the sixth city cannot join by a folder.</summary>
    [Fact]
    public void No_code_names_a_city()
    {
        var cities = Directory.GetDirectories(HubRoot.Combine("infra", "cities")).Select(Path.GetFileName).ToList();
        Assert.NotEmpty(cities);
        // "Europe/Berlin" is a time zone; documentation may give examples.
        Assert.Empty(
            from pattern in _written
            from line in Lines("gateway", pattern).Concat(Lines("services", pattern)).Concat(Lines("schemas", pattern))
            where !line.Text.TrimStart().StartsWith("///", StringComparison.Ordinal)
            let said = line.Text.Replace("Europe/Berlin", "", StringComparison.Ordinal)
            where cities.Any(city => said.Contains(city!, StringComparison.OrdinalIgnoreCase))
            select line);
    }

    /// <summary>Four hundred lines are where a file holds a second thing.</summary>
    [Fact]
    public void No_source_file_is_longer_than_400_lines() => Assert.Empty(
        from pattern in _written
        from file in House.Files("", pattern)
        let length = File.ReadLines(HubRoot.Combine(file)).Count()
        where length > 400
        select $"{file}: {length} lines");

    [Fact]
    public void Nothing_is_left_to_be_done_later() => Assert.Empty(
        from pattern in _written
        from line in Lines("gateway", pattern).Concat(Lines("services", pattern)).Concat(Lines("schemas", pattern)).Concat(Lines("infra", pattern))
        where Later().IsMatch(line.Text)
        select line);

    private static IEnumerable<(string Place, string Text)> Lines(string folder, string pattern) =>
        from file in House.Files(folder, pattern)
        from numbered in File.ReadLines(HubRoot.Combine(file)).Select((text, index) => (text, number: index + 1))
        select ($"{file}:{numbered.number}", numbered.text);

    [GeneratedRegex(@"\busing GraphQL\b|\bGraphQL(Parser)?\.[A-Z]")]
    private static partial Regex UsesGraphQl();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Later();
}
