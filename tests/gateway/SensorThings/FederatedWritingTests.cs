using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>What is written goes to the node that was asked; what a partner holds is changed at the partner only.</summary>
public sealed class FederatedWritingTests(FederatedWritingTests.Two shared) : IClassFixture<FederatedWritingTests.Two>
{
    private const string Root = FederatedTowns.Root;

    [Fact]
    public async Task An_entity_that_is_made_has_an_id_of_this_node_and_is_there_at_the_partner()
    {
        var towns = await shared.GetAsync();

        var made = await towns.MakeAsync(1, FederatedTowns.Thing("new", 2, 0));

        Assert.Equal(20, made % 1000);
        Assert.Equal("new", (await towns.Http.JsonAsync($"{Root}/Things({made})")).GetProperty("name").GetString());
        Assert.Contains(made, (await FederatedTowns.WalkAsync(towns.Http, "/Things")).Entities.Select(t => t.GetProperty("@iot.id").GetInt64()));
        var next = await towns.MakeAsync(1, FederatedTowns.Thing("newer", 2, 0));
        Assert.Equal(1000, next - made);
    }

    [Theory]
    [InlineData("PATCH", "", """{"name":"changed"}""")]
    [InlineData("PUT", "", """{"name":"changed","description":"changed"}""")]
    [InlineData("DELETE", "", "")]
    [InlineData("POST", "/Datastreams", "{}")]
    public async Task An_entity_of_a_partner_is_not_written_and_the_partner_is_named(string method, string below, string body)
    {
        var towns = await shared.GetAsync();
        var made = await towns.MakeAsync(1, FederatedTowns.Thing("mine", 2, 0));
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Root}/Things({made}){below}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        using var answer = await towns.Http.SendAsync(request);

        var problem = await Answers.ProblemAsync(answer, 403, method);
        Assert.Contains(new Uri(towns.Nodes[1].Http.BaseAddress!, $"{Root}/Things({made}){below}").ToString(), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("mine", (await towns.Http.JsonAsync($"{Root}/Things({made})")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_thing_of_a_city_of_a_partner_is_refused_with_the_address_of_the_partner()
    {
        var towns = await shared.GetAsync();
        using var answer = await towns.Http.PostAsJsonAsync($"{Root}/Things", new { name = "n", description = "d", properties = new { city = "oststadt" } });

        var problem = await Answers.ProblemAsync(answer, 400, "POST");

        Assert.Equal("properties/city", problem.GetProperty("parameter").GetString());
        Assert.Contains(new Uri(towns.Nodes[1].Http.BaseAddress!, $"{Root}/Things").ToString(), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_arrays_go_to_the_node_that_was_asked()
    {
        var towns = await shared.GetAsync();
        var thing = await towns.MakeAsync(0, FederatedTowns.Thing("array", 2, 0));
        var stream = (await towns.Http.JsonAsync($"{Root}/Things({thing})/Datastreams")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
        var body = $$"""[{"Datastream":{"@iot.id":{{stream}}},"components":["phenomenonTime","result"],"dataArray":[["2026-05-01T00:00:00Z",42]]}]""";
        using var answer = await towns.Http.PostAsync($"{Root}/CreateObservations", new StringContent(body, Encoding.UTF8, "application/json"));

        var link = (await answer.Content.ReadFromJsonAsync<JsonElement>())[0].GetString()!;

        Assert.StartsWith(new Uri(towns.Http.BaseAddress!, Root).ToString(), link, StringComparison.Ordinal);
        var there = new Uri(link).PathAndQuery;
        Assert.Equal(42, (await towns.Nodes[1].Http.JsonAsync(there)).GetProperty("result").GetDouble());
    }

    public sealed class Two() : Once<FederatedTowns>(async () =>
    {
        var towns = await FederatedTowns.StartAsync(10, 20);
        await towns.CompleteAsync();
        return towns;
    });
}
