using System.Net;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>A foreign server that fails, hangs or leads back costs no other city's row.</summary>
public sealed class OgcOutageTests(OgcOutageTests.Node shared) : IClassFixture<OgcOutageTests.Node>
{
    private const string Items = "/ogc/collections/benches/items";

    public sealed class Node() : Once<NodeWithForeign>(() => NodeWithForeign.StartAsync(new OgcFeatures(), "ogc", "/api/", OgcFeatures.Mapping));

    public static TheoryData<string> Faults => new("500", "rubbish", "half", "html", "redirect", "features that are none", "a list");

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task When_it_fails_the_others_rows_come_and_its_last_ones(string fault)
    {
        var node = await shared.GetAsync();
        await node.HealthyAsync();
        node.Server.Misbehaves = context => MisbehaveAsync(context, fault);

        var other = await node.Http.PageAsync(Items + "?limit=900&kind=wood");
        var same = await node.Http.PageAsync(Items + "?limit=1000");

        Assert.Equal("failed", other.Federation.States()["fremda"]);
        Assert.Contains(other.Ids, id => id.StartsWith("alba:", StringComparison.Ordinal));
        Assert.Equal("stale", same.Federation.States()["fremda"]);
        Assert.Equal(124, same.Returned);
        await node.HealthyAsync();
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("geojson")]
    public async Task A_download_of_all_names_it_when_it_fails(string format)
    {
        var node = await shared.GetAsync();
        node.Server.Misbehaves = context => MisbehaveAsync(context, "500");

        using var answer = await node.Http.GetAsync($"/downloads/all/benches.{format}");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("alba;state=answered, fremda;state=failed", Assert.Single(answer.Headers.GetValues("Hub-Cities")));
        Assert.Contains("alba:b064", text, StringComparison.Ordinal);
        await node.HealthyAsync();
    }

    [Fact]
    public async Task A_question_for_the_count_alone_asks_it_too()
    {
        var node = await shared.GetAsync();
        const string Count = Items + "?limit=0&seats=1";
        Assert.Equal("answered", (await node.Http.PageAsync(Count)).Federation.States()["fremda"]);
        node.Server.Misbehaves = context => MisbehaveAsync(context, "500");

        // Two names, so that it is not passed through; another filter, so that there is no copy.
        var page = await node.Http.PageAsync(Items + "?limit=0&seats=3&city=alba,fremda");

        Assert.Equal("failed", page.Federation.States()["fremda"]);
        Assert.Null(page.Matched);
        await node.HealthyAsync();
    }

    [Fact]
    public async Task When_it_hangs_it_is_late_and_then_costs_no_more_waiting()
    {
        var node = await shared.GetAsync();
        node.Server.Misbehaves = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

        var page = await node.Http.PageAsync(Items + "?limit=800&seats=1");

        Assert.Equal("late", page.Federation.States()["fremda"]);
        Assert.All(page.Ids, id => Assert.StartsWith("alba:", id, StringComparison.Ordinal));
        await Eventually.TrueAsync(
            async () => (await node.Http.PageAsync(Items + "?limit=1&seats=1")).Federation.GetProperty("cities").EnumerateArray()
                .Single(c => c.GetProperty("city").GetString() == "fremda").GetProperty("elapsedMs").GetDouble() == 0,
            "it is not asked any more", TimeSpan.FromSeconds(60));
        await node.HealthyAsync();
    }

    [Fact]
    public async Task A_question_that_comes_back_is_refused()
    {
        var node = await shared.GetAsync();
        string? via = null;
        node.Server.Misbehaves = context =>
        {
            via = context.Request.Headers["Hub-Via"];
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await node.Http.GetAsync(Items + "?city=fremda&limit=3");
        node.Server.Misbehaves = null;
        using var back = new HttpRequestMessage(HttpMethod.Get, Items + "?city=fremda");
        back.Headers.Add("Hub-Via", via);

        using var answer = await node.Http.SendAsync(back);

        Assert.NotNull(via);
        await Answers.ProblemAsync(answer, 400, "a question that comes back");
        await node.HealthyAsync();
    }

    private static async Task MisbehaveAsync(HttpContext context, string fault)
    {
        switch (fault)
        {
            case "500":
                context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
                break;
            case "redirect":
                context.Response.Redirect("http://127.0.0.1:1/");
                break;
            case "half":
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("{\"features\":[");
                context.Abort();
                break;
            default:
                await context.Response.WriteAsync(fault switch { "html" => "<html>", "rubbish" => "\u0001", "a list" => "[1,2]", _ => """{"features":[1,2]}""" });
                break;
        }
    }
}
