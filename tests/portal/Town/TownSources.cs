namespace UrbanDataHub.Tests.Portal.Town;

/// <summary>A file of <c>infra/cities/&lt;city&gt;</c>.</summary>
internal sealed record TownSource(string City, string Name, string Yaml);

/// <summary>What the stewards of the invented cities wrote.</summary>
internal static class TownSources
{
    public static IReadOnlyList<TownSource> All { get; } =
    [
        City("musterstadt", "Musterstadt", "[10.0, 50.0, 10.2, 50.1]"),
        City("beispielburg", "Beispielburg", "[11.0, 51.0, 11.2, 51.1]"),
        City("fernhausen", "Fernhausen", "[8.0, 52.0, 8.2, 52.1]"),
        Playgrounds("musterstadt", "Musterstadt", "dl-by-de/2.0"),
        Playgrounds("beispielburg", "Beispielburg", "cc-zero"),
        Playgrounds("fernhausen", "Fernhausen", "dl-by-de/2.0"),
        new("musterstadt", "districts", """
            collection: districts
            title:       { de: Stadtteile von Musterstadt, en: Districts of Musterstadt }
            description: { de: Vier gleich große Bezirke., en: Four boroughs of one size. }
            licence: cc-zero
            rights: A
            frequency: IRREG
            files: [ { path: musterstadt/districts.geojson, url: "https://example.org/districts.geojson" } ]
            read: { format: geojson }
            id: number
            map: { name: name, level: { constant: borough }, number: number }
            """),
        new("musterstadt", "cycle-routes", """
            collection: cycle-routes
            title:       { de: Radrouten in Musterstadt, en: Cycle routes in Musterstadt }
            description: { de: Drei Strecken., en: Three routes. }
            licence: cc-zero
            rights: A
            frequency: ANNUAL
            files: [ { path: musterstadt/cycle-routes.geojson, url: "https://example.org/cycle-routes.geojson" } ]
            read: { format: geojson }
            id: id
            map: { name: name, surface: surface, length: length }
            """),
        new("musterstadt", "population", """
            collection: population
            title:       { de: Einwohner von Musterstadt, en: Population of Musterstadt }
            description: { de: Nach Jahr., en: By year. }
            licence: cc-zero
            rights: A
            frequency: ANNUAL
            files: [ { path: musterstadt/population.csv, url: "https://example.org/population.csv" } ]
            read: { format: csv }
            id: [area, year]
            map: { district: area, level: { constant: city }, year: year, indicator: { constant: residents }, value: value }
            """),
        new("musterstadt", "monitoring-stations", """
            collection: monitoring-stations
            title:       { de: Messstationen in Musterstadt, en: Monitoring stations in Musterstadt }
            description: { de: Eine Station am Markt., en: One station at the market. }
            licence: dl-by-de/2.0
            rights: A
            attribution: Stadt Musterstadt
            frequency: DAILY
            read:
              format: inline
              inline: [ { code: MU1, name: Markt, lon: 10.1, lat: 50.05 } ]
            id: code
            map: { name: name, kind: { constant: air-quality }, code: code }
            geometry: { point: { x: lon, y: lat } }
            """),
        new("musterstadt", "monitoring-stations-water", """
            collection: monitoring-stations
            title:       { de: Grundwassermessstellen in Musterstadt, en: Groundwater wells in Musterstadt }
            description: { de: Ein Brunnen., en: One well. }
            publisher: Wasserwerk Musterstadt
            licence: dl-by-de/2.0
            rights: A
            attribution: Wasserwerk Musterstadt
            frequency: ANNUAL
            read:
              format: inline
              inline: [ { code: MU2, name: Brunnen, lon: 10.12, lat: 50.06 } ]
            id: code
            map: { name: name, kind: { constant: groundwater }, code: code }
            geometry: { point: { x: lon, y: lat } }
            """),
        AirQuality("musterstadt", "Musterstadt", "Markt"),
        new("fernhausen", "monitoring-stations", """
            collection: monitoring-stations
            title:       { de: Messstationen in Fernhausen, en: Monitoring stations in Fernhausen }
            description: { de: Eine Station am Tor., en: One station at the gate. }
            licence: dl-by-de/2.0
            rights: A
            attribution: Stadt Fernhausen
            frequency: DAILY
            read:
              format: inline
              inline: [ { code: MU1, name: Tor, lon: 8.1, lat: 52.05 } ]
            id: code
            map: { name: name, kind: { constant: air-quality }, code: code }
            geometry: { point: { x: lon, y: lat } }
            """),
        AirQuality("fernhausen", "Fernhausen", "Tor"),
        new("musterstadt", "alerts/ozone", """
            title: { de: Ozon über der Informationsschwelle, en: Ozone above the information threshold }
            text: { de: "Wer empfindlich ist, bleibt besser drinnen.", en: Sensitive people had better stay inside. }
            severity: moderate
            datastreams: { property: o3 }
            threshold: { above: 180, clear: 160 }
            """),
    ];

    private static TownSource City(string id, string name, string box) => new(id, "city", $$"""
        city: {{id}}
        name: { de: {{name}}, en: {{name}} }
        key: "00000000"
        zone: Europe/Berlin
        bbox: {{box}}
        publisher: Stadt {{name}}
        """);

    private static TownSource AirQuality(string city, string name, string place) => new(city, "air-quality", $$"""
        collection: observations
        order: series
        title:       { de: Luftqualität in {{name}}, en: Air quality in {{name}} }
        description: { de: "Stündliche Werte, {{place}}.", en: "Hourly values, {{place}}." }
        licence: dl-by-de/2.0
        rights: A
        attribution: Stadt {{name}}
        frequency: DAILY
        files: [ { path: {{city}}/air.csv, url: "https://example.org/{{city}}/air.csv" } ]
        read: { format: csv }
        series:
          station: { from: station }
          time: { from: time }
          period: PT1H
          datastreams:
            no2: { from: no2, property: no2, unit: ug/m3, title: { de: Stickstoffdioxid, en: Nitrogen dioxide } }
        """);

    private static TownSource Playgrounds(string id, string name, string licence) => new(id, "playgrounds", $$"""
        collection: playgrounds
        title:       { de: Spielplätze in {{name}}, en: Playgrounds in {{name}} }
        description: { de: Die öffentlichen Spielplätze., en: The public playgrounds. }
        publisher: Grünflächenamt {{name}}
        licence: {{licence}}
        rights: A
        attribution: Stadt {{name}}
        frequency: ANNUAL
        files: [ { path: {{id}}/playgrounds.csv, url: "https://example.org/{{id}}/playgrounds.csv" } ]
        read: { format: csv }
        id: id
        map: { name: name, area: area, hasBallGames: { from: ball, true: [ja], false: [nein] } }
        geometry: { point: { x: lon, y: lat } }
        """);
}
