using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>
/// Observations on their way in: by MQTT from a thousand devices and from one gateway, by data arrays over HTTP. What
/// counts is the time until all are committed and to be read. The senders are a process of their own on the same cores.
/// </summary>
internal static class SensorIntake
{
    private const int Devices = 1_000;

    public static async Task<IEnumerable<Figure>> MeasureAsync(Plan plan)
    {
        using var town = new BareTown();
        await using var node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors, HubProgram.Gateway], town.Options with
        {
            Environment = new Dictionary<string, string>(Stage.Unlimited) { ["HUB_SENSORTHINGS_WRITE"] = "open" },
        });
        await Eventually.TrueAsync(async () => (await node.Http.GetAsync("/sensorthings/v1.1")).IsSuccessStatusCode, "the gateway has found its sensors");
        var first = await DescribeAsync(node);
        var broker = await TestServers.Shared.MqttAsync();
        Stage.Say("bare COPY of observations");
        var bare = await CopyAsync(node, plan.Incoming);
        Stage.Say($"observations by MQTT from {Devices} devices");
        var (devices, _) = await TimeAsync(node, plan.Incoming, ["mqtt", broker.ToString(), node.Name, $"{Devices}"], first, 2);
        Stage.Say("observations by MQTT from one gateway");
        var (gateway, told) = await TimeAsync(node, plan.Incoming, ["mqtt", broker.ToString(), node.Name, "1"], first, 3);
        Stage.Say("observations by data arrays");
        var (arrays, toldOfArrays) = await TimeAsync(node, plan.Incoming, ["arrays", node.Http.BaseAddress!.ToString(), node.Name, "4"], first, 4);
        return
        [
            new Figure($"observations by MQTT from {Devices} devices, against 5,000 a second", devices, 5_000, "obs/s", 1),
            new Figure("observations by MQTT over one connection, against 5,000 a second", gateway, 5_000, "obs/s", 1),
            new Figure("observations by data arrays, against 20,000 a second", arrays, 20_000, "obs/s", 1),
            new Figure("observations by MQTT over one connection, against bare binary COPY", gateway, bare, "obs/s"),
            new Figure("observations by data arrays, against bare binary COPY", arrays, bare, "obs/s"),
            new Figure("observations by MQTT over one connection: told to listeners, against taken in", told, gateway, "obs/s"),
            new Figure("observations by data arrays: told to listeners, against taken in", toldOfArrays, arrays, "obs/s"),
        ];
    }

    /// <summary>A thing with a datastream for each device; the id of the first.</summary>
    private static async Task<long> DescribeAsync(TestNode node)
    {
        var place = new { name = "p", description = "p", encodingType = "application/geo+json", location = new { type = "Point", coordinates = new[] { 7.5, 51.5 } } };
        var sensor = await PostAsync(node, "/Sensors", new { name = "s", description = "s", encodingType = "text/html", metadata = "https://example.org" });
        var property = await PostAsync(node, "/ObservedProperties", new { name = "p", description = "p", definition = "https://example.org/p" });
        var thing = await PostAsync(node, "/Things", new { name = "t", description = "t", Locations = new[] { place } });
        long last = 0;
        for (var i = 0; i < Devices; i++)
        {
            last = await PostAsync(node, "/Datastreams", new Dictionary<string, object>
            {
                ["name"] = $"d{i}", ["description"] = "d", ["observationType"] = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                ["unitOfMeasurement"] = new { name = "m", symbol = "m", definition = "ucum:m" },
                ["Thing"] = Id(thing), ["Sensor"] = Id(sensor), ["ObservedProperty"] = Id(property),
            });
        }

        return last - Devices + 1;
    }

    private static Dictionary<string, long> Id(long id) => new() { ["@iot.id"] = id };

    private static async Task<long> PostAsync(TestNode node, string path, object body)
    {
        using var answer = await node.Http.PostAsJsonAsync("/sensorthings/v1.1" + path, body, System.Text.Json.JsonSerializerOptions.Default);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("@iot.id").GetInt64();
    }

    /// <summary>Observations a second that a door takes in for long: some go in before, as the code of a door is compiled by those that come first.</summary>
    /// <param name="sender">Kind, address, node, connections.</param>
    /// <param name="month">Of the phenomenon times.</param>
    private static async Task<(double TakenIn, double Told)> TimeAsync(TestNode node, int count, string[] sender, long first, int month)
    {
        var before = count / 3 / Devices * Devices;
        await SendAsync(node, before, [.. sender, $"{first}", $"{before}", $"2025-{month:00}-01"]);
        return await SendAsync(node, count, [.. sender, $"{first}", $"{count}", $"2026-{month:00}-01"]);
    }

    /// <summary>Observations a second, from the first that is sent to the last that is committed, and to the last that the broker was told of.</summary>
    private static async Task<(double TakenIn, double Told)> SendAsync(TestNode node, int count, string[] arguments)
    {
        await using var source = NpgsqlDataSource.Create(node.ConnectionString(HubProgram.Sensors));
        var before = await CountAsync(source);
        using var sender = Process.Start(new ProcessStartInfo("dotnet", [typeof(SensorIntake).Assembly.Location, "send", .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        await sender.StandardOutput.ReadLineAsync();
        var began = Stopwatch.GetTimestamp();
        await sender.StandardInput.WriteLineAsync("go");
        await Eventually.TrueAsync(async () => await CountAsync(source) - before >= count, $"all {count} observations are there", TimeSpan.FromMinutes(10));
        var took = Stopwatch.GetElapsedTime(began);
        // Nothing is left for the next figure to wait for.
        await Eventually.TrueAsync(async () => await ReadAsync(source, "SELECT count(*) FROM hub.announcements") == 0, $"the broker was told of {count} observations", TimeSpan.FromMinutes(20));
        var told = Stopwatch.GetElapsedTime(began);
        await sender.WaitForExitAsync();
        return (count / took.TotalSeconds, count / told.TotalSeconds);
    }

    private static Task<long> CountAsync(NpgsqlDataSource source) => ReadAsync(source, "SELECT coalesce(sum(count), 0)::bigint FROM hub.datastreams");

    private static async Task<long> ReadAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>The same rows by binary COPY into a table with the same indexes.</summary>
    private static async Task<double> CopyAsync(TestNode node, int count)
    {
        await using var source = NpgsqlDataSource.Create(node.ConnectionString(HubProgram.Sensors));
        await using var connection = await source.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE bare (LIKE hub.observations INCLUDING ALL)", connection))
            await create.ExecuteNonQueryAsync();
        var began = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY bare (datastream_id, phenomenon_time, result, feature_id) FROM STDIN (FORMAT binary)"))
        {
            var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            for (var i = 0; i < count; i++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync((long)(i % Devices), NpgsqlDbType.Bigint);
                await copy.WriteAsync(start.AddSeconds(i / Devices), NpgsqlDbType.TimestampTz);
                await copy.WriteAsync((double)i, NpgsqlDbType.Double);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
            }

            await copy.CompleteAsync();
        }

        var took = Stopwatch.GetElapsedTime(began);
        await using (var drop = new NpgsqlCommand("DROP TABLE bare", connection))
            await drop.ExecuteNonQueryAsync();
        return count / took.TotalSeconds;
    }
}
