using System.Globalization;

namespace UrbanDataHub.Tests.Portal.Town;

/// <summary>The source files of the invented cities, by their path below <c>HUB_DATA</c>.</summary>
internal static class TownFiles
{
    private static readonly DateTimeOffset _firstValue = new(2024, 10, 20, 22, 0, 0, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["musterstadt/playgrounds.csv"] = Playgrounds(TownFolder.Playgrounds, 10.0, 50.0) + Wrong,
        ["beispielburg/playgrounds.csv"] = Playgrounds(TownFolder.NeighbouringPlaygrounds, 11.0, 51.0),
        ["musterstadt/districts.geojson"] = Collection(Areas()),
        ["musterstadt/cycle-routes.geojson"] = Collection(Routes()),
        ["musterstadt/population.csv"] = "area,year,value\nMusterstadt,2022,81250\nMusterstadt,2023,81996\n",
        ["musterstadt/air.csv"] = Values(20, TownFolder.Values),
    };

    public static IReadOnlyDictionary<string, string> Simulated { get; } = new Dictionary<string, string>
    {
        ["SIMULATED"] = "",
        ["fernhausen/air.csv"] = Values(30, 2 * TownFolder.Values),
        ["fernhausen/playgrounds.csv"] = Playgrounds(TownFolder.SimulatedPlaygrounds, 8.0, 52.0),
    };

    // Outside the city, without coordinates, a word where a number belongs.
    private const string Wrong = """
        w1,Nordpol,100,ja,10.1,89.9
        w2,Nirgends,100,nein,,
        w3,Riesig,riesig,nein,10.1,50.05

        """;

    private static string Playgrounds(int count, double west, double south) => "id,name,area,ball,lon,lat\n" + string.Concat(
        Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture,
            $"{n},Spielplatz {n},{n * 20.5},{(n % 2 == 0 ? "ja" : "nein")},{west + 0.02 + (n % 10 * 0.016):0.0000},{south + 0.01 + (n / 10 * 0.012):0.0000}\n")));

    // However many there are, they end at the same hour.
    private static string Values(int mean, int count) => "station,time,no2\n" + string.Concat(
        Enumerable.Range(TownFolder.Values - count, count).Select(hour => string.Create(CultureInfo.InvariantCulture,
            $"MU1,{_firstValue.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ},{mean + (12 * Math.Sin(hour * Math.PI / 12)):0.0}\n")));

    private static IEnumerable<string> Areas() =>
        from column in Enumerable.Range(0, 2)
        from row in Enumerable.Range(0, 2)
        let west = 10.0 + (column * 0.1)
        let south = 50.0 + (row * 0.05)
        select Feature(
            $$"""{ "number": "{{column}}{{row}}", "name": "Bezirk {{column}}{{row}}" }""",
            "Polygon",
            $"[[{Place(west, south)}, {Place(west + 0.1, south)}, {Place(west + 0.1, south + 0.05)}, {Place(west, south + 0.05)}, {Place(west, south)}]]");

    private static IEnumerable<string> Routes() => Enumerable.Range(1, TownFolder.CycleRoutes).Select(n => Feature(
        $$"""{ "id": "r{{n}}", "name": "Route {{n}}", "surface": "{{(n == 1 ? "gravel" : "asphalt")}}", "length": {{n * 1000}} }""",
        "LineString",
        $"[{Place(10.02, 50.02)}, {Place(10.05 + (n * 0.03), 50.03 + (n * 0.01))}, {Place(10.18, 50.08)}]"));

    private static string Feature(string properties, string type, string coordinates) =>
        $$"""{ "type": "Feature", "properties": {{properties}}, "geometry": { "type": "{{type}}", "coordinates": {{coordinates}} } }""";

    private static string Place(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"[{x:0.0000}, {y:0.0000}]");

    private static string Collection(IEnumerable<string> features) =>
        $$"""{ "type": "FeatureCollection", "features": [ {{string.Join(", ", features)}} ] }""";
}
