using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Batches of multipart/mixed and of JSON (OGC 18-088, clause 11), through the gateway.</summary>
public sealed class BatchTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    [Fact]
    public async Task Parts_are_answered_in_their_order_as_if_they_had_come_alone()
    {
        var town = await shared.GetAsync();
        var thing = await town.MakeAsync("Things", WrittenTown.Thing("in order"));
        var parts = await town.BatchAsync($"""
            --b
            Content-Type: application/http
            Content-ID: first

            GET Things({thing}) HTTP/1.1


            --b
            Content-Type: application/http

            POST {town.Address}/Things HTTP/1.1
            Content-Type: application/json

            {WrittenTown.Thing("made in a batch")}
            --b
            Content-Type: application/http

            GET /sensorthings/v1.1/Things?$filter=name eq 'made in a batch'&$select=name HTTP/1.1

            --b
            Content-Type: application/http

            GET Things({thing})/name/$value HTTP/1.1

            --b
            Content-Type: application/http

            GET Unicorns HTTP/1.1

            --b
            Content-Type: application/http

            DELETE /sensorthings/v1.1/Things({thing}) HTTP/1.1

            --b--
            """);

        Assert.Equal([200, 201, 200, 200, 404, 200], parts.Select(p => p.Status));
        Assert.Equal(["first", null, null, null, null, null], parts.Select(p => p.Id));
        Assert.Equal($"{town.Address}/Things({thing})", parts[0].Json.GetProperty("@iot.selfLink").GetString());
        Assert.Equal((await town.Http.GetStringAsync(parts[1].Location, TestContext.Current.CancellationToken)), parts[1].Body);
        Assert.Equal("""{"value":[{"name":"made in a batch"}]}""", parts[2].Body);
        Assert.Equal("in order", parts[3].Body);
        Assert.Equal("application/problem+json", parts[4].ContentType);
        Assert.Equal(404, parts[4].Json.GetProperty("status").GetInt32());
        Assert.Equal(0, await town.CountAsync("Things", "in order"));
    }

    [Fact]
    public async Task Later_parts_of_a_change_set_name_what_earlier_ones_made()
    {
        var town = await shared.GetAsync();
        var parts = await town.BatchAsync(ChangeSet(
            ("thing", "POST Things", WrittenTown.Thing("referred to")),
            ("stream", "POST $thing/Datastreams", WrittenTown.Datastream("by address")),
            ("other", "POST /sensorthings/v1.1/Datastreams", WrittenTown.Datastream("by body", "\"$thing\"")),
            ("place", "POST Things($thing)/Locations", """{ "name": "here", "description": "here", "encodingType": "application/geo+json", "location": { "type": "Point", "coordinates": [7.5, 51.5] } }"""),
            ("reading", "POST Observations", """{ "result": 5, "phenomenonTime": "2026-01-01T00:00:00Z", "Datastream": { "@iot.id": "$stream" } }"""),
            ("array", "POST CreateObservations", """[{ "Datastream": { "@iot.id": "$other" }, "components": ["phenomenonTime", "result"], "dataArray": [["2026-01-01T00:00:00Z", 6], ["2026-01-01T01:00:00Z", 7]] }]"""),
            ("change", "PATCH /v1.1/Things($thing)", """{ "description": "changed" }"""),
            ("patch", "PATCH /$thing HTTP/1.1\nHost: localhost\nContent-Type: application/json-patch+json", """[{ "op": "add", "path": "/properties", "value": { "patched": true } }]""")) + End);

        var answers = Assert.Single(parts).ChangeSet!;
        Assert.Equal([201, 201, 201, 201, 201, 201, 200, 200], answers.Select(a => a.Status));
        Assert.Equal(["thing", "stream", "other", "place", "reading", "array", "change", "patch"], answers.Select(a => a.Id));
        var thing = await town.Http.JsonAsync(answers[0].Location + "?$expand=Datastreams($orderby=name;$expand=Observations),Locations");
        Assert.Equal("changed", thing.GetProperty("description").GetString());
        Assert.True(thing.GetProperty("properties").GetProperty("patched").GetBoolean());
        Assert.Equal("here", thing.GetProperty("Locations")[0].GetProperty("name").GetString());
        Assert.Equal(
            ["by address: 5", "by body: 6 7"],
            thing.GetProperty("Datastreams").EnumerateArray().Select(d => $"{d.GetProperty("name")}: {string.Join(' ', d.GetProperty("Observations").EnumerateArray().Select(o => o.GetProperty("result").GetInt32()))}"));
        Assert.Equal(2, answers[5].Json.GetArrayLength());
    }

    [Fact]
    public async Task A_change_set_that_fails_in_its_third_part_leaves_nothing_and_is_answered_once()
    {
        var town = await shared.GetAsync();
        var parts = await town.BatchAsync(ChangeSet(
            ("1", "POST Things", WrittenTown.Thing("never there")), ("2", "POST $1/Datastreams", WrittenTown.Datastream("never there")), ("3", "POST Things", """{ "name": "without a description" }"""),
            ("4", "POST Things", WrittenTown.Thing("never there"))) + """
            --b
            Content-Type: application/http

            GET Things?$filter=name%20eq%20'never%20there' HTTP/1.1

            --b--
            """);

        Assert.Equal([400, 200], parts.Select(p => p.Status));
        Assert.Null(parts[0].ChangeSet);
        Assert.Equal("description", parts[0].Json.GetProperty("parameter").GetString());
        Assert.Equal("3", parts[0].Json.GetProperty("operation").GetString());
        Assert.Equal("""{"value":[]}""", parts[1].Body);
        Assert.Equal(0, await town.CountAsync("Datastreams", "never there"));
    }

    [Theory]
    [InlineData("GET Things", "", "outside")]
    [InlineData("POST Things", """{ "name": "x", "description": "y", "Locations": [{ "@iot.id": "$nothing" }] }""", "'$nothing'")]
    [InlineData("POST $nothing/Datastreams", "{}", "'$nothing'")]
    [InlineData("BREW Things", "{}", "'BREW'")]
    [InlineData("POST Things", "{", "no JSON")]
    [InlineData("POST Things?$top=1", "{}", "$top")]
    [InlineData("POST http://example.org/Things", "{}", "service root")]
    [InlineData("POST /Things", "{}", "service root")]
    [InlineData("POST", "", "request line")]
    [InlineData("POST Things HTTP/1.1\r\nno header", "", "no header")]
    public async Task A_wrong_operation_is_an_error_that_says_so(string request, string body, string said)
    {
        var town = await shared.GetAsync();
        var parts = await town.BatchAsync(ChangeSet(("1", request, body)) + """
            --b
            Content-Type: application/http

            GET Things?$top=1 HTTP/1.1

            --b--
            """);

        Assert.InRange(parts[0].Status, 400, 405);
        Assert.Contains(said, parts[0].Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, parts[1].Status);
    }

    [Fact]
    public async Task A_part_of_another_type_and_a_change_set_without_parts_are_errors()
    {
        var town = await shared.GetAsync();
        var parts = await town.BatchAsync("""
            --b
            Content-Type: text/plain

            GET Things HTTP/1.1

            --b
            Content-Type: multipart/mixed; boundary=c

            --c--

            --b--
            """);

        Assert.Equal([415, 400], parts.Select(p => p.Status));
    }

    [Theory]
    [InlineData("multipart/mixed; boundary=b", "")]
    [InlineData("multipart/mixed; boundary=b", "GET Things")]
    [InlineData("multipart/mixed; boundary=b", "--b--")]
    [InlineData("multipart/mixed; boundary=b", "--b\nContent-Type: application/http\n\nPOST Things HTTP/1.1\n\n{\"name\": \"cut off\", \"description\": \"x\"}")]
    [InlineData("multipart/mixed; boundary=b", "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: application/http\n\nPOST Things HTTP/1.1\n\n{\"name\": \"cut off\", \"description\": \"x\"}\n--b--")]
    [InlineData("multipart/mixed; boundary=b", "--b\nContent-Type: multipart/mixed\n\n--c\n--c--\n--b--")]
    [InlineData("multipart/mixed", "--b\nContent-Type: application/http\n\nGET Things HTTP/1.1\n\n--b--")]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", """{ "requests": [{ "method": "get", "url": "Things" }] }""")]
    [InlineData("application/json", """{ "requests": [5] }""")]
    [InlineData("application/json", """{ "requests": [{ "id": "1", "method": "post", "url": "Things", "body": { "name": "cut off", "description": "x" } }, { "id": "1", "method": "get", "url": "Things" }] }""")]
    public async Task A_broken_batch_is_a_400_and_nothing_is_done(string type, string body)
    {
        var town = await shared.GetAsync();
        using var answer = await town.PostAsync("/$batch", Batches.Lines(body), type);

        await Answers.ProblemAsync(answer, 400, body);
        Assert.Equal(0, await town.CountAsync("Things", "cut off"));
    }

    [Fact]
    public async Task Limits_are_told()
    {
        var town = await shared.GetAsync();
        var request = "--b\nContent-Type: application/http\n\nGET Things?$top=0 HTTP/1.1\n\n";
        Assert.Equal(1000, (await town.BatchAsync(string.Concat(Enumerable.Repeat(request, 1000)) + "--b--")).Count(p => p.Status == 200));
        using var many = await town.PostAsync("/$batch", Batches.Lines(string.Concat(Enumerable.Repeat(request, 1001)) + "--b--"), "multipart/mixed; boundary=b");
        await Answers.ProblemAsync(many, 413, "1001 operations");
        using var large = await town.PostAsync("/$batch", new string(' ', 8 * 1024 * 1024 + 1), "application/json");
        await Answers.ProblemAsync(large, 413, "a large body");
        using var other = await town.PostAsync("/$batch", "x", "text/plain");
        await Answers.ProblemAsync(other, 415, "text");
    }

    [Fact]
    public async Task A_batch_of_several_megabytes_passes()
    {
        var town = await shared.GetAsync();
        var thing = $$"""{ "name": "large", "description": "{{new string('x', 3_000_000)}}" }""";

        Assert.Equal(201, Assert.Single((await town.BatchAsync(ChangeSet(("1", "POST Things", thing)) + End))[0].ChangeSet!).Status);
    }

    [Fact]
    public async Task Json_has_the_same_batches()
    {
        var town = await shared.GetAsync();
        var answers = await town.JsonBatchAsync($$"""
            { "id": "1", "atomicityGroup": "g", "method": "post", "url": "Things", "body": {{WrittenTown.Thing("of JSON")}} },
            { "id": "2", "atomicityGroup": "g", "method": "post", "url": "Datastreams", "headers": { "Content-Type": "application/json" }, "body": {{WrittenTown.Datastream("of JSON", "\"$1\"")}} },
            { "id": "3", "dependsOn": ["g"], "method": "GET", "url": "Things?$filter=name eq 'of JSON'&$select=name" },
            { "id": "4", "atomicityGroup": "h", "method": "post", "url": "Things", "body": {{WrittenTown.Thing("not of JSON")}} },
            { "id": "5", "atomicityGroup": "h", "method": "post", "url": "Things", "body": {} },
            { "id": "6", "dependsOn": ["4"], "method": "get", "url": "Things" },
            { "id": "7", "method": "get", "url": "Things?$filter=name eq 'of JSON'&$select=name&$resultFormat=CSV" },
            { "id": "8", "method": "get" },
            { "id": "9", "dependsOn": ["10"], "method": "get", "url": "Things" }
            """);

        Assert.Equal([201, 201, 200, 424, 400, 424, 200, 400, 400], answers.OrderBy(a => a.Key).Select(a => a.Value.GetProperty("status").GetInt32()));
        Assert.Equal("of JSON", answers["1"].GetProperty("body").GetProperty("name").GetString());
        Assert.Equal("of JSON", (await town.Http.JsonAsync(answers["1"].GetProperty("headers").GetProperty("location").GetString()!)).GetProperty("name").GetString());
        Assert.Equal("""{"value":[{"name":"of JSON"}]}""", answers["3"].GetProperty("body").GetRawText());
        Assert.Equal("name\r\nof JSON\r\n", answers["7"].GetProperty("body").GetString());
        Assert.Equal(0, await town.CountAsync("Things", "not of JSON"));
    }

    [Fact]
    public async Task Everybody_may_read_in_batches_and_only_who_may_write_writes()
    {
        const string Token = "a token of the city of new town";
        await using var town = await WrittenTown.StartAsync(Token);
        const string Reading = """{ "id": "1", "method": "get", "url": "Things" }""";
        var writing = $$"""{ "requests": [{{Reading}}, { "id": "2", "method": "post", "url": "Things", "body": {{WrittenTown.Thing("allowed")}} }] }""";

        Assert.Equal(200, (await town.JsonBatchAsync(Reading))["1"].GetProperty("status").GetInt32());
        using var refused = await town.PostAsync("/$batch", writing, "application/json");
        await Answers.ProblemAsync(refused, 401, "no token");
        using var taken = await town.PostAsync("/$batch", writing, "application/json", Token);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(1, await town.CountAsync("Things", "allowed"));
    }

    [Fact]
    public async Task Batches_that_want_the_same_rows_all_succeed()
    {
        var town = await shared.GetAsync();
        var (one, two) = (await town.MakeAsync("Things", WrittenTown.Thing("wanted")), await town.MakeAsync("Things", WrittenTown.Thing("wanted")));
        var batches = Enumerable.Range(0, 8).Select(n => n % 2 == 0 ? new[] { one, two } : [two, one])
            .Select(order => ChangeSet([.. order.Select((thing, i) => ($"{i}", $"PATCH Things({thing})", """{ "description": "wanted by many" }"""))]) + End);

        var answers = await Task.WhenAll(batches.Select(town.BatchAsync));

        Assert.All(answers, parts => Assert.Equal([200, 200], parts[0].ChangeSet!.Select(p => p.Status)));
    }

    private const string End = "--b--";

    /// <summary>The part of a change set.</summary>
    private static string ChangeSet(params (string Id, string Request, string Body)[] operations) =>
        "--b\nContent-Type: multipart/mixed; boundary=c\n\n"
        + string.Concat(operations.Select(o => $"--c\nContent-Type: application/http\nContent-ID: {o.Id}\n\n{(o.Request.Contains("HTTP/", StringComparison.Ordinal) ? o.Request : o.Request + " HTTP/1.1")}\n\n{o.Body}\n"))
        + "--c--\n";
}
