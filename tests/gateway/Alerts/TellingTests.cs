using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.ServiceModel.Syndication;
using System.Text;
using System.Text.Json;
using System.Xml;
using UrbanDataHub.Tests.Gateway.Clients;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>An alert is told by every door.</summary>
public sealed class TellingTests(SharedAlertTown shared) : IClassFixture<SharedAlertTown>
{
    private static readonly DateTime _begin = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task By_webhook_signed_in_order_and_again_until_it_is_taken()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("told");
        await town.SendAsync(stream, [new Sample(_begin, 31), new Sample(_begin.AddHours(1), 20)]);

        await Eventually.TrueAsync(() => Task.FromResult(Mine().Count(c => c.Status == 204) == 4), "both addresses were told of both", TimeSpan.FromSeconds(60));

        foreach (var path in (string[])["/hook/", "/hook/elsewhere"])
        {
            var calls = Mine().Where(c => c.Path == path).ToList();
            Assert.Equal([500, 307, 204, 500, 307, 204], calls.Select(c => c.Status));
            Assert.Equal(["alert.raised", "alert.cleared"], calls.Where(c => c.Status == 204).Select(c => Json(c).GetProperty("type").GetString()!));
            Assert.Equal(2, calls.Select(c => c.Id).Distinct().Count());
        }

        Assert.All(Mine(), Verify);
        Assert.DoesNotContain(town.Hook.Calls, c => c.Path.Contains("followed", StringComparison.Ordinal));
        var alert = Json(Mine().First()).GetProperty("data");
        Assert.Equal((BareTown.City, "told", "severe", "active", 31), (alert.GetProperty("city").GetString(), alert.GetProperty("rule").GetString(), alert.GetProperty("severity").GetString(), alert.GetProperty("state").GetString(), alert.GetProperty("result").GetInt32()));

        List<HookCall> Mine() => [.. town.Hook.Calls.Where(c => c.Body.Contains($"\"datastreams\":[{stream}]", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task By_http_page_by_page_with_the_curve_and_by_an_atom_feed()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("trusted");
        await town.SendAsync(stream, [.. Enumerable.Range(0, 11).Select(i => new Sample(_begin.AddHours(i), i % 2 == 0 ? 31 : 20))]);
        await town.SettledAsync();
        var http = town.Node.Http;

        var (seen, next) = (new List<JsonElement>(), (string?)$"/cities/{BareTown.City}/alerts?limit=2");
        while (next is not null)
        {
            var page = await http.JsonAsync(next);
            seen.AddRange(page.GetProperty("alerts").EnumerateArray());
            next = page.TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        var mine = seen.Where(a => a.GetProperty("datastreams")[0].GetInt64() == stream).ToList();
        Assert.Equal(Enumerable.Range(0, 6).Select(i => _begin.AddHours(10 - (2 * i))), mine.Select(a => a.GetProperty("raisedAt").GetDateTime().ToUniversalTime()));
        Assert.Equal(["active", "cleared", "cleared", "cleared", "cleared", "cleared"], mine.Select(a => a.GetProperty("state").GetString()));
        var curve = (await http.JsonAsync(mine[1].GetProperty("curve").GetProperty("links")[0].GetString()!)).GetProperty("value").EnumerateArray().ToList();
        Assert.Equal([20, 31, 20], curve.Select(o => o.GetProperty("result").GetInt32()));
        Assert.All((await http.JsonAsync($"/cities/{BareTown.City}/alerts?active=true")).GetProperty("alerts").EnumerateArray(), a => Assert.Equal("active", a.GetProperty("state").GetString()));
        await http.RefusedAsync($"/cities/{BareTown.City}/alerts?active=perhaps", "active");
        await http.RefusedAsync($"/cities/{BareTown.City}/alerts?cursor=made-up", "cursor");

        var together = await http.JsonAsync("/alerts?limit=3");
        Assert.Equal([$"{BareTown.City} answered", $"{AlertTown.Partner} failed"], together.GetProperty("federation").GetProperty("cities").EnumerateArray().Select(c => $"{c.GetProperty("city")} {c.GetProperty("state")}"));
        Assert.True((await http.JsonAsync($"/alerts?city={BareTown.City}")).GetProperty("federation").GetProperty("complete").GetBoolean());
        await http.RefusedAsync("/alerts?city=nowhere", "city");
        Assert.Equal(3, together.GetProperty("alerts").GetArrayLength());

        var feed = await FeedAsync(http, "");
        Assert.Equal(feed.Items.Count(), feed.Items.Select(i => i.Id).Distinct().Count());
        Assert.Contains(feed.Items, i => i.Id.EndsWith($"#{mine[0].GetProperty("id")}", StringComparison.Ordinal) && i.Title.Text == "Warnung trusted" && i.Links.Count == 1);
        var english = await FeedAsync(http, "?lang=en");
        Assert.Equal(("de", "en"), (feed.Language, english.Language));
        Assert.Equal(feed.Items.Select(i => i.Id), english.Items.Select(i => i.Id));
        Assert.Contains(english.Items, i => i.Id.EndsWith($"#{mine[1].GetProperty("id")}", StringComparison.Ordinal) && i.Title.Text == "Alert trusted (over)" && i.Summary.Text.StartsWith("Since ", StringComparison.Ordinal));
        await http.RefusedAsync($"/cities/{BareTown.City}/alerts.atom?lang=fr", "lang");
    }

    private static async Task<SyndicationFeed> FeedAsync(HttpClient http, string query)
    {
        using var answer = await http.GetAsync($"/cities/{BareTown.City}/alerts.atom{query}");
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType?.MediaType);
        using var xml = XmlReader.Create(await answer.Content.ReadAsStreamAsync());
        return SyndicationFeed.Load(xml);
    }

    [Fact]
    public async Task One_by_one_with_the_limits_of_the_rule_as_it_stands()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("step");
        await town.SendAsync(stream, [new Sample(_begin, 11), new Sample(_begin.AddMinutes(10), 12)]);
        await town.SettledAsync();
        var alerts = (await town.Node.Http.JsonAsync($"/cities/{BareTown.City}/alerts?active=true&limit=1000")).GetProperty("alerts").EnumerateArray();
        var listed = Assert.Single(alerts, a => a.GetProperty("datastreams")[0].GetInt64() == stream);
        var address = $"/cities/{BareTown.City}/alerts/{listed.GetProperty("id")}";

        var detail = await town.Node.Http.JsonAsync(address);

        Assert.Equal(listed.GetRawText(), detail.GetProperty("alert").GetRawText());
        Assert.Equal($$"""[{"datastream":{{stream}},"isTrend":false,"isAbove":true,"raise":10,"clear":8}]""", detail.GetProperty("limits").GetRawText());
        using var absent = await town.Node.Http.GetAsync($"/cities/{BareTown.City}/alerts/999999");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, absent.StatusCode);
        await town.Node.Http.RefusedAsync(address + "?limit=1", "limit");
    }

    [Fact]
    public async Task By_graphql_as_a_list_and_as_a_stream()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("trusted");
        var address = new Uri(town.Node.Http.BaseAddress!, "/graphql").ToString();
        var client = NodeScripts.RunAsync("sse.mjs", address, $$"""subscription { alertChanged(city: ["{{BareTown.City}}"]) { rule state datastreams title(language: "de") } }""", "2");
        for (var i = 0; !client.IsCompleted && i < 200; i++)
        {
            await town.SendAsync(stream, [new Sample(_begin.AddHours(i), i % 2 == 0 ? 31 : 20)]);
            await Task.WhenAny(client, Task.Delay(300, TestContext.Current.CancellationToken));
        }

        var heard = (await client).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("data").GetProperty("alertChanged")).ToList();
        Assert.All(heard, alert => Assert.Equal($$"""{"rule":"trusted","state":"{{alert.GetProperty("state").GetString()}}","datastreams":[{{stream}}],"title":"Warnung trusted"}""", JsonSerializer.Serialize(alert)));
        Assert.NotEqual(heard[0].GetProperty("state").GetString(), heard[1].GetProperty("state").GetString());

        var query = await NodeScripts.RunAsync("sse.mjs", address, $$"""{ alerts(city: ["{{BareTown.City}}"], active: false, first: 1) { id city state curve raisedAt } }""", "1");
        var listed = JsonDocument.Parse(Assert.Single(query)).RootElement.GetProperty("data").GetProperty("alerts")[0];
        Assert.Equal("cleared", listed.GetProperty("state").GetString());
        Assert.StartsWith(BareTown.City + ":", listed.GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task And_is_over_when_its_datastream_is_gone()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("trusted");
        await town.SendAsync(stream, [new Sample(_begin, 31)]);
        Assert.Equal([new Span(_begin, null)], await town.AlertsAsync("trusted", stream));

        using var gone = await town.Node.Http.DeleteAsync($"/sensorthings/v1.1/Datastreams({stream})");

        Assert.True(gone.IsSuccessStatusCode, $"{gone.StatusCode}");
        await Eventually.TrueAsync(async () => (await town.AlertsAsync("trusted", stream))[0].Cleared is not null, "the alert is over");
    }

    [Fact]
    public async Task By_mqtt_on_the_topic_of_city_and_rule()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("doubted");
        var broker = await TestServers.Shared.MqttAsync();
        var heard = new ConcurrentQueue<string>();
        using var client = Process.Start(new ProcessStartInfo(
            Prerequisite.Program("mosquitto_sub"), ["-h", broker.Host, "-p", $"{broker.Port}", "-q", "1", "-t", $"{town.Node.Name}/alerts/{BareTown.City}/+", "-F", "%t %p"]) { RedirectStandardOutput = true })!;
        client.OutputDataReceived += (_, line) => heard.Enqueue(line.Data ?? "");
        client.BeginOutputReadLine();
        await Task.Delay(500, TestContext.Current.CancellationToken);

        await town.SendAsync(stream, [new Sample(_begin, 31), new Sample(_begin.AddHours(1), 20)]);

        List<JsonElement> Mine() => [.. heard.Where(h => h.StartsWith($"{town.Node.Name}/alerts/{BareTown.City}/doubted ", StringComparison.Ordinal)).Select(h => JsonDocument.Parse(h.Split(' ', 2)[1]).RootElement).Where(a => a.GetProperty("datastreams")[0].GetInt64() == stream)];
        await Eventually.TrueAsync(() => Task.FromResult(Mine().Count == 2), "both were told");
        client.Kill();
        Assert.Equal(["active", "cleared"], Mine().Select(a => a.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Files_that_are_wrong_are_named_with_line_and_key_and_the_others_are_used()
    {
        var town = await shared.GetAsync();
        var log = town.Node[HubProgram.Sensors].Log(2000);

        Assert.Contains("typo.yaml:6: threshold: must have either 'above' or 'below'", log, StringComparison.Ordinal);
        Assert.Contains("no-secret.yaml:9: webhooks[0].secret: the variable 'HUB_NO_SUCH_SECRET' holds no secret", log, StringComparison.Ordinal);
    }

    private static JsonElement Json(HookCall call) => JsonDocument.Parse(call.Body).RootElement;

    private static void Verify(HookCall call)
    {
        var signed = HMACSHA256.HashData(Convert.FromBase64String(AlertTown.Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{call.Id}.{call.Timestamp}.{call.Body}"));
        Assert.Equal("v1," + Convert.ToBase64String(signed), call.Signature);
        Assert.Equal("application/json", call.Type);
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Timestamp, System.Globalization.CultureInfo.InvariantCulture)), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddSeconds(5));
    }
}
