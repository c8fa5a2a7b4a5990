using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>From feature to related features: by reference, and by where they lie.</summary>
public sealed class RelationTests(SharedNodes shared)
{
    [Fact]
    public async Task References_lead_there_and_back()
    {
        var nodes = await shared.GetAsync();
        var data = await nodes.Http.DataAsync("""
            { benches(first: 200) { nodes { id passers(first: 20, filter: { name: { eq: "stays" } }) { totalCount nodes { id bench benchFeature { id } } } } } }
            """);
        var passers = (await nodes.Http.WalkAsync("/ogc/collections/passers/items?limit=1000&name=stays")).SelectMany(p => p.Features)
            .ToLookup(p => p.GetProperty("properties").GetProperty("bench").GetString()!, p => p.GetProperty("id").GetString()!);

        var benches = data.GetProperty("benches").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(nodes.Towns.Benches.Count, benches.Count);
        foreach (var bench in benches)
        {
            var id = bench.GetProperty("id").GetString()!;
            var found = bench.GetProperty("passers");
            Assert.Equal(passers[id].Order(StringComparer.Ordinal), Ids(found));
            Assert.Equal(passers[id].Count(), found.GetProperty("totalCount").GetInt32());
            Assert.All(found.GetProperty("nodes").EnumerateArray(), p => Assert.Equal(id, p.GetProperty("benchFeature").GetProperty("id").GetString()));
        }
    }

    [Fact]
    public async Task A_reference_to_nothing_is_null_and_no_error()
    {
        var nodes = await shared.GetAsync();

        var answer = await nodes.Http.GraphAsync("""{ passers(city: ["dura"], filter: { bench: { in: ["dura:b000", "dura:b004"] }, name: { eq: "stays" } }) { nodes { bench benchFeature { id } } } }""");

        Assert.False(answer.TryGetProperty("errors", out _), answer.ToString());
        foreach (var passer in answer.GetProperty("data").GetProperty("passers").GetProperty("nodes").EnumerateArray())
            Assert.Equal(passer.GetProperty("bench").GetString() == "dura:b004", passer.GetProperty("benchFeature").ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task An_area_leads_to_what_intersects_it_and_back()
    {
        var nodes = await shared.GetAsync();
        var data = await nodes.Http.DataAsync("{ wards(first: 10) { nodes { id city geometry benches(first: 100) { totalCount nodes { id wards { nodes { id } } } } } } }");

        var wards = data.GetProperty("wards").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(6, wards.Count);
        foreach (var ward in wards)
        {
            var ring = ward.GetProperty("geometry").GetProperty("coordinates")[0][0].EnumerateArray().Select(c => $"{c[0].GetRawText()} {c[1].GetRawText()}");
            var filter = Uri.EscapeDataString($"S_INTERSECTS(geometry, POLYGON(({string.Join(", ", ring)})))");
            var page = await nodes.Http.PageAsync($"/ogc/collections/benches/items?limit=1000&city={ward.GetProperty("city").GetString()}&filter={filter}");
            Assert.Equal(page.Ids, Ids(ward.GetProperty("benches")));
            Assert.Equal(page.Matched, ward.GetProperty("benches").GetProperty("totalCount").GetInt32());
            Assert.All(ward.GetProperty("benches").GetProperty("nodes").EnumerateArray(), b => Assert.Contains(ward.GetProperty("id").GetString(), Ids(b.GetProperty("wards"))));
        }
    }

    [Fact]
    public async Task Related_features_have_pages_and_an_order_of_their_own()
    {
        var nodes = await shared.GetAsync();
        const string query = """
            query($after: String) { benches(filter: { id: { eq: "alba:b004" } }) { nodes {
              passers(first: 1, after: $after, orderBy: [{ name: ASC }, { id: DESC }], filter: { name: { eq: "stays" } }) {
                edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }
            """;
        var walked = new List<string>();
        for (string? after = null; ;)
        {
            var passers = (await nodes.Http.DataAsync(query, new { after })).GetProperty("benches").GetProperty("nodes")[0].GetProperty("passers");
            var edge = Assert.Single(passers.GetProperty("edges").EnumerateArray());
            walked.Add(edge.GetProperty("node").GetProperty("id").GetString()!);
            Assert.Equal(edge.GetProperty("cursor").GetString(), passers.GetProperty("pageInfo").GetProperty("endCursor").GetString());
            if (!passers.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
                break;
            after = edge.GetProperty("cursor").GetString();
        }

        Assert.Equal(["alba:p064", "alba:p044", "alba:p024", "alba:p004"], walked);
    }

    [Fact]
    public async Task A_cursor_of_another_feature_is_an_error_at_the_field()
    {
        var nodes = await shared.GetAsync();
        var first = await nodes.Http.DataAsync("""{ benches(filter: { id: { eq: "alba:b004" } }) { nodes { passers(first: 1) { pageInfo { endCursor } } } } }""");
        var after = first.GetProperty("benches").GetProperty("nodes")[0].GetProperty("passers").GetProperty("pageInfo").GetProperty("endCursor").GetString();

        var answer = await nodes.Http.GraphAsync("""query($after: String) { benches(filter: { id: { in: ["alba:b004", "alba:b006"] } }) { nodes { id passers(first: 1, after: $after) { nodes { id } } } } }""", new { after });

        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("BAD_ARGUMENT", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("""["benches","nodes",1,"passers"]""", error.GetProperty("path").GetRawText());
    }

    [Fact]
    public async Task A_page_of_features_asks_a_city_once_and_tells_where_it_is_missing()
    {
        await using var nodes = await NodeWithStandIn.StartAsync();
        const string query = "{ benches(first: 1000) { nodes { city passers { nodes { id } } } } }";
        nodes.Partner.Asked.Clear();

        var healthy = await nodes.Http.GraphAsync(query);

        Assert.False(healthy.TryGetProperty("errors", out _), healthy.ToString());
        Assert.Single(nodes.Partner.Asked, path => path.EndsWith("/passers/groups", StringComparison.Ordinal));

        nodes.Partner.Misbehaves = path => path.EndsWith("/groups", StringComparison.Ordinal) ? new Reply("{}", 500) : null;
        var answer = await nodes.Http.GraphAsync(query);

        var benches = answer.GetProperty("data").GetProperty("benches").GetProperty("nodes").EnumerateArray().ToList();
        Assert.All(benches, b => Assert.Equal(b.GetProperty("city").GetString() == StandIn.City, b.GetProperty("passers").ValueKind == JsonValueKind.Null));
        var errors = answer.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(5, errors.Count);
        Assert.All(errors, e => Assert.Equal("CITY_MISSING", e.GetProperty("extensions").GetProperty("code").GetString()));
        Assert.All(errors, e => Assert.Equal("passers", e.GetProperty("path")[3].GetString()));
        var federation = answer.GetProperty("extensions").GetProperty("federation");
        Assert.False(federation.GetProperty("complete").GetBoolean());
        Assert.Contains(federation.GetProperty("cities").EnumerateArray(), c => c.GetProperty("city").GetString() == StandIn.City
            && c.GetProperty("state").GetString() == "failed" && c.GetProperty("path").GetRawText() == """["benches","nodes","passers"]""");
    }

    private static IEnumerable<string> Ids(JsonElement connection) =>
        connection.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetString()!);
}
