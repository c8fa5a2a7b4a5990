using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using System.Text.Json.Nodes;
using UrbanDataHub.Tests.Gateway.Foreign;

namespace UrbanDataHub.Tests.Gateway.Pulling;

/// <summary>What no real server does on purpose: pages that are broken, lead in a circle or elsewhere, and refusals.</summary>
public sealed class MisbehavingTests
{
    private static readonly DateTime _begin = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly List<(DateTime, double)> _all = [.. Enumerable.Range(0, 6).Select(i => (_begin.AddHours(i), (double)i))];

    [Fact]
    public async Task A_broken_page_loses_nothing_and_the_next_pull_goes_on_at_it()
    {
        await using var server = new Pages();
        server.Second = context => context.Response.WriteAsync("<html>Wartung");
        await using var pulled = await PullTown.SensorThingsAsync(server.Url.ToString());
        await pulled.HoldsAsync(_all[..2], "the page before the broken one is there");
        await Eventually.TrueAsync(async () => await pulled.ReportAsync() is ("failed", { } detail, _) && detail.Contains("no JSON", StringComparison.Ordinal), "the report says what is wrong");

        server.Second = null;
        await pulled.HoldsAsync(_all, "all of it is there");
        await Eventually.TrueAsync(async () => await pulled.ReportAsync() is ("done", null, 1), "the report says that it is whole, with the one row that is no number");
    }

    [Fact]
    public async Task A_circle_ends_and_says_so()
    {
        await using var server = new Pages();
        server.Second = context => context.Response.WriteAsync(new JsonObject { ["value"] = Pages.Rows(2), ["@iot.nextLink"] = "Observations?page=2" }.ToJsonString());
        await using var pulled = await PullTown.SensorThingsAsync(server.Url.ToString());
        await Eventually.TrueAsync(async () => await pulled.ReportAsync() is ("failed", { } detail, _) && detail.Contains("one before", StringComparison.Ordinal), "the report says what is wrong");
        server.Second = null;
        await pulled.HoldsAsync(_all, "all of it is there");
    }

    [Fact]
    public async Task No_other_host_is_asked()
    {
        await using var server = new Pages();
        await using var other = new Pages();
        server.Second = context =>
        {
            context.Response.Redirect(other.Url.ToString());
            return Task.CompletedTask;
        };
        await using var pulled = await PullTown.SensorThingsAsync(server.Url.ToString());
        await Eventually.TrueAsync(async () => await pulled.ReportAsync() is ("failed", { } detail, _) && detail.Contains("not followed", StringComparison.Ordinal), "the report says what is wrong");
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_is()
    {
        await using var server = new Pages();
        server.Misbehaves = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "8";
            return Task.CompletedTask;
        };
        await using var pulled = await PullTown.SensorThingsAsync(server.Url.ToString());
        await Eventually.TrueAsync(async () => await pulled.ReportAsync() is ("failed", { } detail, _) && detail.Contains("429", StringComparison.Ordinal), "the report says what is wrong");
        var began = DateTime.UtcNow;
        // Also a service that starts again remembers.
        pulled.Service.Kill();
        await pulled.Service.RestartAsync(TestContext.Current.CancellationToken);
        server.Misbehaves = null;
        await pulled.HoldsAsync(_all, "it is asked again in the end");
        Assert.True(DateTime.UtcNow - began > TimeSpan.FromSeconds(5), "It was asked too early.");
    }

    /// <summary>One Datastream whose seven Observations stand on three pages; one is no number.</summary>
    private sealed class Pages : ForeignServer
    {
        /// <summary>What the second page is instead.</summary>
        public Func<HttpContext, Task>? Second { get; set; }

        public static JsonArray Rows(int from) =>
            [.. Enumerable.Range(from, 2).Select(i => (JsonNode)new JsonObject { ["@iot.id"] = i, ["phenomenonTime"] = _begin.AddHours(i).ToString("O"), ["result"] = i })];

        protected override void Map(WebApplication app)
        {
            app.MapGet("/Datastreams", context => Json(context, JsonNode.Parse("""
                { "value": [ { "@iot.id": "a", "name": "Level", "unitOfMeasurement": { "symbol": "m" }, "ObservedProperty": { "name": "Level", "definition": "urn:level" },
                    "Thing": { "@iot.id": "x/1", "name": "Bridge", "description": "a bridge", "Locations": [ { "location": { "type": "Point", "coordinates": [7.5, 51.5] } } ] } } ] }
                """)!));
            app.MapGet("/Datastreams('a')/Observations", AnswerAsync);
        }

        private Task AnswerAsync(HttpContext context)
        {
            var page = Number(context, "page", 1);
            if (page == 2 && Second is { } second)
                return second(context);
            var answer = new JsonObject { ["value"] = Rows((page - 1) * 2) };
            if (page == 3)
                answer["value"]!.AsArray().Add(new JsonObject { ["@iot.id"] = 99, ["phenomenonTime"] = "2026-03-02T00:00:00Z", ["result"] = "high" });
            else
                // As a server behind a proxy writes it.
                answer["@iot.nextLink"] = $"http://inner.example/frost/Datastreams('a')/Observations?page={page + 1}";
            return Json(context, answer);
        }
    }
}
