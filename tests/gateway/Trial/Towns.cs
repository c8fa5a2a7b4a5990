using System.Globalization;
using System.Text;

namespace UrbanDataHub.Tests.Gateway.Trial;

/// <summary>
/// Four small cities with known rows, written as source files into a folder of their own: what a steward would write,
/// and nothing else. Every city has benches and passers, alba and dura have wards, brena has moods.
/// </summary>
public sealed class Towns : IDisposable
{
    /// <summary>Passers of each city that nobody takes away.</summary>
    public const int Staying = 40;

    /// <summary>Passers of each city that a test may take away.</summary>
    public const int Leaving = 40;

    private static readonly Dictionary<string, int> _benches = new() { ["alba"] = 64, ["brena"] = 41, ["cala"] = 23, ["dura"] = 7 };

    /// <summary>Folder with <c>schemas/</c>, <c>infra/cities/</c> and the source files.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("hub-gateway-").FullName;

    /// <summary>The cities.</summary>
    public static IReadOnlyCollection<string> Cities => _benches.Keys;

    /// <summary>All benches, in the order of their ids.</summary>
    public IReadOnlyList<Bench> Benches { get; } =
        [.. Cities.SelectMany(city => MakeBenches(city, _benches[city])).OrderBy(b => b.Id, StringComparer.Ordinal)];

    /// <summary>Writes the folder.</summary>
    public Towns()
    {
        var collections = Directory.CreateDirectory(Path.Combine(Folder, "schemas", "collections", "social")).FullName;
        foreach (var descriptor in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Trial"), "*.json"))
            File.Copy(descriptor, Path.Combine(collections, Path.GetFileName(descriptor)));
        Directory.CreateSymbolicLink(Path.Combine(Folder, "schemas", "vocabularies"), HubRoot.Combine("schemas", "vocabularies"));
        foreach (var city in Cities)
            WriteCity(city);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void WriteCity(string city)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "infra", "cities", city)).FullName;
        File.WriteAllText(Path.Combine(folder, "city.yaml"), $$"""
            city: {{city}}
            name: { de: "Stadt {{city}}", en: "{{city}} city" }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [6, 50, 15, 55]
            publisher: Nobody
            """);
        File.WriteAllText(Path.Combine(Folder, $"{city}-benches.csv"), Csv(Benches.Where(b => b.City == city)));
        WriteSource(folder, city, "benches", $$"""
            files: [ { path: {{city}}-benches.csv, url: "https://example.org/{{city}}-benches.csv" } ]
            read: { format: csv }
            id: id
            map:
              name: name
              kind: kind
              seats: seats
              height: height
              isCovered: { from: covered, true: [yes], false: [no] }
              built: built
              seenAt: seen
              tags: { from: tags, split: "|" }
            geometry: { point: { x: lon, y: lat } }
            """);
        WriteSource(folder, city, "passers", Inline(Enumerable.Range(0, Staying + Leaving).Select(n => Passer(city, n)), "point: { x: lon, y: lat }", "bench: bench"));
        if (city is "alba" or "dura")
            WriteSource(folder, city, "wards", Inline(Enumerable.Range(1, 3).Select(Ward), "wkt: wkt"));
        if (city == "brena")
            WriteSource(folder, city, "moods", Inline(["{ id: m1, name: calm, level: 1 }", "{ id: m2, name: wild, level: 9 }"], null, "level: level"));
    }

    // Some sit on benches that their city does not have.
    private static string Passer(string city, int n) =>
        string.Create(CultureInfo.InvariantCulture, $"{{ id: p{n:000}, bench: '{city}:b{n % 20:000}', name: {(n % 2 == 0 ? "stays" : "leaves")}, lon: {7 + n / 100.0}, lat: 51 }}");

    private static string Ward(int n) =>
        string.Create(CultureInfo.InvariantCulture, $"{{ id: w{n}, name: 'Ward {n}', wkt: 'POLYGON (({n + 6} 51, {n + 7} 51, {n + 7} 52, {n + 6} 52, {n + 6} 51))' }}");

    private static string Inline(IEnumerable<string> rows, string? geometry, string? map = null) => $$"""
        read:
          format: inline
          inline: [ {{string.Join(", ", rows)}} ]
        id: id
        map: { name: name{{(map is null ? "" : ", " + map)}} }
        {{(geometry is null ? "" : $"geometry: {{ {geometry} }}")}}
        """;

    private static void WriteSource(string folder, string city, string collection, string rest) =>
        File.WriteAllText(Path.Combine(folder, collection + ".yaml"), $$"""
            collection: {{collection}}
            title: { de: "{{collection}} in {{city}}", en: "{{collection}} of {{city}}" }
            description: { de: "Für Tests", en: "For tests" }
            licence: cc-zero
            rights: A
            frequency: NEVER
            {{rest}}
            """);

    private static string Csv(IEnumerable<Bench> benches)
    {
        var csv = new StringBuilder("id,name,kind,seats,height,covered,built,seen,tags,lon,lat\n");
        foreach (var b in benches)
        {
            var covered = b.IsCovered switch { true => "yes", false => "no", null => "" };
            csv.AppendLine(CultureInfo.InvariantCulture, $"{b.Id.Split(':')[1]},\"{b.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{b.Kind},{b.Seats},{b.Height},{covered},{b.Built:yyyy-MM-dd},{b.SeenAt:yyyy-MM-ddTHH:mm:ssZ},{b.Tags},{b.Longitude},{b.Latitude}");
        }

        return csv.ToString();
    }

    /// <summary>The same rows in every run, with gaps in every property that may have some, and names that every format has to escape.</summary>
    private static IEnumerable<Bench> MakeBenches(string city, int count)
    {
        var random = new Random(city[0]);
        T? Maybe<T>(Func<T> value)
            where T : struct => random.Next(6) == 0 ? null : value();
        string[] names = ["Bank", "Bänke, \"zwei\"", "a?b=c&d", "50 %", "<b>", "漢字", "back\\slash"];
        string?[] kinds = ["wood", "stone", "steel", null];
        string?[] tags = ["grün|laut", "laut", "grün|neu", null];
        return Enumerable.Range(1, count).Select(n =>
        {
            var place = Maybe(() => (Lon: Math.Round(7 + random.NextDouble() * 6, 6), Lat: Math.Round(51 + random.NextDouble() * 2, 6)));
            return new Bench(
                $"{city}:b{n:000}", names[random.Next(names.Length)], kinds[random.Next(4)], Maybe(() => (long)random.Next(4)),
                Maybe(() => Math.Round(random.NextDouble() * 2, 2)), Maybe(() => random.Next(2) == 0),
                Maybe(() => new DateOnly(2020, 1, 1).AddDays(random.Next(900))),
                Maybe(() => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(30 * 24 * 60))),
                tags[random.Next(4)], place?.Lon, place?.Lat);
        });
    }
}
