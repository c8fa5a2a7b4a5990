using System.Net;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Features;

/// <summary>Which cities answer a question, and how they are named.</summary>
public sealed class CityTests(SharedNodes shared)
{
    [Fact]
    public async Task Every_answer_names_the_cities_asked_in_the_body_and_in_a_header()
    {
        var nodes = await shared.GetAsync();

        foreach (var http in nodes.Gateways)
        {
            using var answer = await http.GetAsync("/ogc/collections/benches/items?limit=1");
            var page = await http.PageAsync("/ogc/collections/benches/items?limit=1");

            Assert.True(page.Federation.GetProperty("complete").GetBoolean());
            Assert.Equal(Towns.Cities.Order(), page.Federation.States().Keys.Order());
            Assert.All(page.Federation.States().Values, state => Assert.Equal("answered", state));
            var named = Assert.Single(answer.Headers.GetValues("Hub-Cities")).Split(", ");
            Assert.Equal(Towns.Cities.Select(c => $"{c};state=answered").Order(), named.Order());
        }
    }

    [Theory]
    [InlineData("alba")]
    [InlineData("brena")]
    [InlineData("dura")]
    [InlineData("dura,cala")]
    [InlineData("brena,dura,alba")]
    public async Task Exactly_the_cities_named_are_asked_two_of_one_node_too(string cities)
    {
        var nodes = await shared.GetAsync();
        var expected = nodes.Towns.Benches.Where(b => cities.Split(',').Contains(b.City)).Select(b => b.Id);

        foreach (var http in nodes.Gateways)
        {
            var page = await http.PageAsync($"/ogc/collections/benches/items?limit=1000&city={cities}");

            Assert.Equal(cities.Split(','), page.Federation.States().Keys);
            Assert.Equal(expected, page.Ids.Order(StringComparer.Ordinal));
            Assert.Equal(page.Returned, page.Matched);
        }
    }

    [Fact]
    public async Task A_city_that_does_not_hold_the_collection_has_no_rows_and_says_so_only_when_asked()
    {
        var nodes = await shared.GetAsync();

        foreach (var http in nodes.Gateways)
        {
            Assert.Equal(["alba", "dura"], (await http.PageAsync("/ogc/collections/wards/items")).Federation.States().Keys.Order());
            foreach (var cities in new[] { "brena", "cala", "brena,cala" })
            {
                var none = await http.PageAsync($"/ogc/collections/wards/items?city={cities}");
                Assert.Equal(cities.Split(','), none.Federation.States().Keys);
                Assert.Equal((0, 0), (none.Returned, none.Matched));
                Assert.Null(none.Next);
            }

            Assert.Equal(3, (await http.PageAsync("/ogc/collections/wards/items?city=brena,dura")).Matched);
        }
    }

    [Theory]
    [InlineData("/cities/brena/ogc")]
    [InlineData("/cities/brena/ogc/collections/benches/items?limit=3&kind=wood")]
    [InlineData("/cities/brena/ogc/collections/benches/items/brena:b001")]
    [InlineData("/cities/brena/datasets")]
    [InlineData("/cities/brena/imports")]
    [InlineData("/downloads/brena/benches.csv")]
    public async Task A_partners_city_is_redirected_to_the_partner(string address)
    {
        var nodes = await shared.GetAsync();

        using var redirected = await nodes["alba"].GetAsync(address);
        using var followed = await nodes["brena"].GetAsync(redirected.Headers.Location);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, redirected.StatusCode);
        Assert.Equal(new Uri(nodes["brena"].BaseAddress!, address), redirected.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, followed.StatusCode);
    }

    [Fact]
    public async Task The_list_of_cities_says_where_each_answers()
    {
        var nodes = await shared.GetAsync();

        foreach (var http in nodes.Gateways)
        {
            var cities = (await http.JsonAsync("/cities")).GetProperty("cities").EnumerateArray().ToList();

            Assert.Equal(Towns.Cities.Order(), cities.Select(c => c.GetProperty("id").GetString()).Order());
            foreach (var city in cities)
            {
                Assert.Equal($"Stadt {city.GetProperty("id").GetString()}", city.GetProperty("name").GetProperty("de").GetString());
                using var landing = await http.GetAsync(city.GetProperty("url").GetString());
                Assert.Equal(HttpStatusCode.OK, landing.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Import_reports_of_a_city_are_read_through_its_gateway()
    {
        var nodes = await shared.GetAsync();
        var reports = (await nodes.Http.JsonAsync("/cities/alba/imports?collection=benches")).GetProperty("imports").EnumerateArray().ToList();
        var path = reports[0].GetProperty("path").GetString()!;

        Assert.Equal(64, (await nodes.Http.JsonAsync(path)).GetProperty("inserted").GetInt64());
        Assert.Empty((await nodes.Http.JsonAsync(path + "/rejections?limit=5")).GetProperty("rejections").EnumerateArray());
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        using var answer = await nodes.Http.SendAsync(head);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
