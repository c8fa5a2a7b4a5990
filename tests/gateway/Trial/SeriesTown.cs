namespace UrbanDataHub.Tests.Gateway.Trial;

/// <summary>A town with two bicycle counters, which are monitoring stations too, and their counts. Its collections are the shipped ones.</summary>
public sealed class SeriesTown : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hub-series-").FullName;

    /// <summary>Counts of each datastream.</summary>
    public const int Counts = 30;

    public SeriesTown()
    {
        Directory.CreateDirectory(Path.Combine(_root, "data"));
        Write("city", """
            city: kleinstadt
            name: { de: Kleinstadt, en: Small Town }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [7, 51, 8, 52]
            publisher: Stadt Kleinstadt
            """);
        Source("bicycle-counters", Stations, "map: { name: name }\ngeometry: { point: { x: x, y: y } }");
        Source("monitoring-stations", Stations, "map: { name: name, kind: { constant: bicycle-traffic }, featureCollection: { constant: bicycle-counters } }\ngeometry: { point: { x: x, y: y } }");
        Source("observations", string.Join(", ", Enumerable.Range(0, Counts).SelectMany(Rows)), """
            series:
              station: { from: id }
              time: { from: time, formats: ["yyyy-MM-dd HH:mm"], zone: Europe/Berlin, ambiguous: summer }
              period: PT1H
              datastreams:
                in: { from: in, property: bicycles, unit: "1", title: { de: Hinein, en: In } }
                out: { from: out, property: bicycles, unit: "1", title: { de: Hinaus, en: Out } }
            """);
    }

    /// <summary>How a node is started with it.</summary>
    public TestNodeOptions Options => new() { CitiesFolder = _root, Data = Path.Combine(_root, "data") };

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private const string Stations = "{ id: c1, name: Bridge, x: 7.5, y: 51.5 }, { id: c2, name: Station, x: 7.6, y: 51.5 }, { id: c3, name: New, x: 7.7, y: 51.5 }";

    private static IEnumerable<string> Rows(int n) =>
        new[] { "c1", "c2" }.Select(id => $"{{ id: {id}, time: '2024-06-{1 + n / 24:00} {n % 24:00}:00', in: {n}, out: {100 + n} }}");

    private void Source(string collection, string rows, string rest) => Write(collection, $$"""
        collection: {{collection}}
        {{(collection == "observations" ? "order: series" : "")}}
        title: { de: "{{collection}}", en: "{{collection}}" }
        description: { de: "Für Tests", en: "For tests" }
        licence: cc-zero
        rights: A
        frequency: NEVER
        read: { format: inline, inline: [ {{rows}} ] }
        {{(collection == "observations" ? "" : "id: id")}}
        {{rest}}
        """);

    private void Write(string name, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "kleinstadt")).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".yaml"), text);
    }
}
