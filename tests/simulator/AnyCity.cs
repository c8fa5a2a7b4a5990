using System.IO.Compression;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Simulator;

namespace UrbanDataHub.Tests.Simulator;

/// <summary>A new city is simulated without code, whatever the format: what infra/cities does not use stands here.</summary>
public sealed class AnyCity
{
    public static TheoryData<string, string> Descriptions => new()
    {
        { "plane coordinates and marks in numbers", """
            collection: playgrounds
            files: [ { path: trial/a.csv, url: "https://trial.example/a.csv" } ]
            read: { format: csv, delimiter: ";", encoding: windows-1252, skip: 2, footer: "^Quelle:" }
            nulls: ["-", "---"]
            id: Nr
            map:
              name: Name
              area: { from: Fläche, decimal: ",", thousands: "." }
              hasBallGames: { from: Ball, true: [ja], false: [nein, "0"], otherwise: null }
              equipment: { from: Ausstattung, split: "|" }
            geometry:
              point: { x: { from: Rechtswert, decimal: "," }, y: { from: Hochwert, decimal: "," } }
              crs: EPSG:25832
            """ },
        { "well-known text in Gauss-Krüger", """
            collection: playgrounds
            files: [ { path: trial/a.csv, url: "https://trial.example/a.csv" } ]
            read: { format: csv }
            id: { template: "sp-{nr}" }
            map: { name: name, area: { from: size, scale: 0.01 }, location: { template: "{street} {number}[, {postcode}]" } }
            geometry: { wkt: geom, crs: EPSG:31467 }
            """ },
        { "JSON objects one after the other, in gzip", """
            collection: playgrounds
            files: [ { path: trial/a.json.gz, url: "https://trial.example/a" } ]
            read: { format: json-sequence, archive: gzip }
            only: { type: { not: [bench, bin] }, state: { matches: "^(open|planned)" } }
            id: properties.id
            map: { name: properties.name, kind: { from: properties.k, codes: { a: toddlers, b: central } }, playDevices: properties.devices }
            geometry: { point: { pair: { from: at, strip: "()" }, order: xy, separator: " " } }
            """ },
        { "GeoJSON with ids and plane coordinates", """
            collection: playgrounds
            files: [ { path: trial/a.geojson, url: "https://trial.example/a" } ]
            read: { format: geojson }
            id: $id
            map: { name: { from: [label, title] }, hasSkating: { from: skating, codes: { y: "true", n: "false" } } }
            geometry: { crs: EPSG:3857 }
            """ },
        { "dates and times", """
            collection: trees
            files: [ { path: "trial/{part}.csv", url: "https://trial.example/{part}", each: { part: [a, b] } } ]
            read: { format: csv, quotes: "'", ignore-extra: true }
            id: [part, id]
            map:
              change: { constant: lost }
              recordedAt: { from: at, formats: ["dd.MM.yyyy HH:mm"], zone: Europe/Berlin }
              previousRecordedAt: { from: before }
            geometry: { wkb: geom, crs: EPSG:25833 }
            """ },
    };

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void A_description_is_inverted(string what, string yaml)
    {
        using var city = new TrialCity(("trial", yaml));
        using var folder = new TemporaryFolder();
        var written = Simulation.Write(city.Book, Trial.Request(rows: 200, faults: 0.1), folder.Path, TestContext.Current.CancellationToken);
        var (file, source) = city.Find("trial");
        var items = Trial.Read(file, source, folder.Path);
        Assert.True(written.Rejected.Values.Sum() == items.OfType<RejectedItem>().Count(), $"{what}: {items.OfType<RejectedItem>().FirstOrDefault()}");
        Assert.Equal(200, items.Count);
        Assert.InRange(written.Rejected.Values.Sum(), 5, 40);
        // A third at least of each property that is described holds something.
        var features = items.OfType<MappedFeature>().ToList();
        for (var i = 0; i < source.Descriptor.Properties.Count; i++)
        {
            var property = source.Descriptor.Properties[i].Name;
            if (source.Properties!.ContainsKey(property))
                Assert.True(features.Count(f => f.Values[i] is not null) > features.Count / 3, $"{property} is empty");
        }
    }

    [Fact]
    public void Two_members_of_an_archive_are_two_tables_of_one_file()
    {
        using var city = new TrialCity(("playgrounds", Member("playgrounds", "spiel_*.csv", "name: name")), ("trees", Member("trees", "baum_*.csv", "change: { constant: lost }")));
        using var folder = new TemporaryFolder();
        Simulation.Write(city.Book, Trial.Request(rows: 20), folder.Path, TestContext.Current.CancellationToken);
        foreach (var name in new[] { "playgrounds", "trees" })
        {
            var (file, source) = city.Find(name);
            Assert.Equal(20, Trial.Read(file, source, folder.Path).OfType<MappedFeature>().Count());
        }

        using var zip = ZipFile.OpenRead(folder.At("trial", "all.zip"));
        Assert.Equal(["baum_simuliert.csv", "spiel_simuliert.csv"], zip.Entries.Select(e => e.FullName).Order());
    }

    [Theory]
    [InlineData("map.location", "map: { name: name, location: { template: '{a} {b}', codes: { x: y } } }\nid: id")]
    [InlineData("map.kind", "map: { name: name, kind: { from: k, codes: { a: swimming } } }\nid: id")]
    [InlineData("map", "map: { name: a.name, location: a }\nid: id")]
    public void What_cannot_be_inverted_is_said_before_anything_is_written(string key, string mapping)
    {
        using var city = new TrialCity(("trial", $$"""
            collection: playgrounds
            files: [ { path: trial/a.json, url: "https://trial.example/a" } ]
            read: { format: json }
            geometry: { point: { x: x, y: y } }
            {{mapping}}
            """));
        using var folder = new TemporaryFolder();
        var failure = Record.Exception(() => Simulation.Write(city.Book, Trial.Request(), folder.Path, TestContext.Current.CancellationToken));
        Assert.NotNull(failure);
        Assert.Contains("trial.yaml", failure.Message, StringComparison.Ordinal);
        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Trial.Bytes(folder.Path));
    }

    [Fact]
    public void A_series_whose_stations_nobody_makes_is_refused()
    {
        using var city = new TrialCity(("readings", LiveReadings.Readings));
        using var folder = new TemporaryFolder();
        var refusal = Assert.Throws<SimulatorException>(
            () => Simulation.Write(city.Book, Trial.Request(), folder.Path, TestContext.Current.CancellationToken));
        Assert.Contains("readings.yaml: series.station: ", refusal.Message, StringComparison.Ordinal);
    }

    private static string Member(string collection, string member, string mapping) => $$"""
        collection: {{collection}}
        files: [ { path: trial/all.zip, url: "https://trial.example/all.zip" } ]
        read: { format: csv, archive: zip, member: "{{member}}" }
        id: id
        map: { {{mapping}} }
        geometry: { point: { x: lon, y: lat } }
        """;
}
