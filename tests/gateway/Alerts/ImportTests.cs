using Npgsql;

namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>What imports bring is judged by the same rules, and raises alerts as far as it is new.</summary>
public sealed class ImportTests
{
    private static readonly DateTime _begin = new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_file_is_judged_reading_by_reading_and_raises_what_its_rules_say()
    {
        using var town = new BareTown();
        // Hours 10 to 18 are stuck, 20 is out of range and a jump, 22 to 26 are missing.
        var rows = Enumerable.Range(0, 40).Where(h => h is < 22 or > 26).Select(h => $"{{ id: c1, time: '{_begin.AddHours(h):yyyy-MM-dd HH:mm}', in: {(h == 20 ? 5000 : h is >= 10 and <= 18 ? 77 : 100 + (h % 5))} }}");
        Source(town, "monitoring-stations", "{ id: c1, name: Bridge, x: 7.5, y: 51.5 }", "id: id\nmap: { name: name, kind: { constant: bicycle-traffic } }\ngeometry: { point: { x: x, y: y } }");
        Source(town, "observations", string.Join(", ", rows), """
            order: series
            series:
              station: { from: id }
              time: { from: time, formats: ["yyyy-MM-dd HH:mm"], zone: UTC }
              period: PT1H
              datastreams:
                in: { from: in, property: bicycles, unit: "1", title: { de: Hinein, en: In } }
            """);
        town.Write("alerts/crowd.yaml", "title: { de: Viele, en: Many }\nseverity: minor\ndatastreams: { station: c1, key: in }\nthreshold: { above: 103.5 }\noldest: P9999D\n");
        var quality = town.Write("quality/quality.yaml", "clock: PT10M\nproperties:\n  bicycles: { unit: \"1\", range: { min: 0, max: 1000 }, rate: { perHour: 50, noise: 1 }, stuck: { for: PT5H, readings: 5 }, gap: PT3H }\n");
        await using var node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors, HubProgram.Gateway], town.Options with { Environment = new Dictionary<string, string> { ["HUB_QUALITY"] = quality } });
        await using var source = NpgsqlDataSource.Create(node.ConnectionString(HubProgram.Sensors));

        var flags = await ReadAsync(source, "SELECT phenomenon_time, details #>> '{resultQuality,checks}' FROM hub.observations WHERE details IS NOT NULL ORDER BY 1", row => $"{(row.GetDateTime(0) - _begin).TotalHours:0} {row.GetString(1)}");
        Assert.Equal(["15 [\"stuck\"]", "16 [\"stuck\"]", "17 [\"stuck\"]", "18 [\"stuck\"]", "20 [\"range\", \"rate\"]", "27 [\"gap\"]"], flags);

        // 104 is counted at 4, 9, 19, then from 29 on; the outlier at 20 alerts nobody.
        await Eventually.TrueAsync(async () => (await ReadAsync(source, "SELECT 1 FROM hub.alert_queue", _ => 1)).Count == 0, "everything is evaluated");
        var alerts = await ReadAsync(source, "SELECT raised_at FROM hub.alerts ORDER BY 1", row => (row.GetDateTime(0) - _begin).TotalHours);
        Assert.Equal([4, 9, 19, 29, 34, 39], alerts);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var all = new List<T>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            all.Add(read(row));
        return all;
    }

    private static void Source(BareTown town, string collection, string rows, string rest) => town.Write(collection + ".yaml", $$"""
        collection: {{collection}}
        title: { de: "{{collection}}", en: "{{collection}}" }
        description: { de: "Für Tests", en: "For tests" }
        licence: cc-zero
        rights: A
        frequency: NEVER
        read: { format: inline, inline: [ {{rows}} ] }
        {{rest}}
        """);
}
