using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Features;

/// <summary>Every address refuses what it does not know, in a problem document that names the parameter.</summary>
public sealed class ParameterTests(SharedNodes shared)
{
    private const string Items = "/ogc/collections/benches/items";

    [Theory]
    [MemberData(nameof(DocumentTests.Addresses), MemberType = typeof(DocumentTests))]
    [InlineData("/cities")]
    [InlineData("/datasets")]
    [InlineData("/cities/alba/datasets")]
    [InlineData("/cities/alba/imports")]
    [InlineData("/cities/alba/imports/social/1")]
    [InlineData("/cities/alba/imports/social/1/rejections")]
    [InlineData("/downloads/alba/benches.csv")]
    [InlineData("/downloads/all/benches.geojson")]
    [InlineData("/graphql")]
    public async Task An_unknown_parameter_is_a_400_at_every_address(string address)
    {
        var nodes = await shared.GetAsync();

        await nodes.Http.RefusedAsync($"{address}?nonsense=1", "nonsense");
    }

    [Theory]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("LIMIT=1", "LIMIT")]
    [InlineData("bbox=1,2,3", "bbox")]
    [InlineData("bbox=a,b,c,d", "bbox")]
    [InlineData("bbox=7,53,8,51", "bbox")]
    [InlineData("bbox=NaN,51,8,53", "bbox")]
    [InlineData("bbox=-181,51,8,53", "bbox")]
    [InlineData("datetime=yesterday", "datetime")]
    [InlineData("datetime=2024-02-30", "datetime")]
    [InlineData("datetime=2024-02-01/2024-01-01", "datetime")]
    [InlineData("datetime=../..", "datetime")]
    [InlineData("cursor=made-up", "cursor")]
    [InlineData("cursor=", "cursor")]
    [InlineData("seats=many", "seats")]
    [InlineData("height=1,5", "height")]
    [InlineData("isCovered=ja", "isCovered")]
    [InlineData("built=01.02.2024", "built")]
    [InlineData("seenAt=2024-01-01", "seenAt")]
    [InlineData("name=%00", "name")]
    public async Task A_bad_value_is_a_400_for_the_federation_and_for_a_city(string query, string parameter)
    {
        var nodes = await shared.GetAsync();

        await nodes.Http.RefusedAsync($"{Items}?{query}", parameter);
        await nodes.Http.RefusedAsync($"{Items}?city=alba&{query}", parameter);
        await nodes.Http.RefusedAsync($"{Items}?city=brena&{query}", parameter);
        await nodes.Http.RefusedAsync($"/cities/alba{Items}?{query}", parameter);
    }

    [Theory]
    [InlineData("city=atlantis", "city")]
    [InlineData("city=", "city")]
    [InlineData("city=alba,alba", "city")]
    [InlineData("city=alba&city=brena", "city")]
    [InlineData("city=Alba", "city")]
    [InlineData("strict=perhaps", "strict")]
    public async Task A_bad_choice_of_cities_is_a_400(string query, string parameter)
    {
        var nodes = await shared.GetAsync();

        await nodes.Http.RefusedAsync($"{Items}?{query}", parameter);
    }

    [Theory]
    [InlineData("city")]
    [InlineData("strict")]
    public async Task The_address_of_one_city_knows_no_choice_of_cities(string parameter)
    {
        var nodes = await shared.GetAsync();

        await nodes.Http.RefusedAsync($"/cities/alba{Items}?{parameter}=true", parameter);
    }

    [Fact]
    public async Task A_cursor_of_another_question_or_of_other_cities_is_refused()
    {
        var nodes = await shared.GetAsync();
        var cursor = new Uri((await nodes.Http.PageAsync($"{Items}?limit=2&kind=wood")).Next!).Query.Split("cursor=")[1];

        Assert.NotEmpty((await nodes.Http.PageAsync($"{Items}?limit=5&kind=wood&cursor={cursor}")).Features);
        foreach (var query in new[] { "kind=stone&", "", "kind=wood&city=alba,brena&", "kind=wood&bbox=7,51,8,52&" })
            await nodes.Http.RefusedAsync($"{Items}?{query}cursor={cursor}", "cursor");
        await nodes.Http.RefusedAsync($"/ogc/collections/passers/items?cursor={cursor}", "cursor");
    }

    [Theory]
    [InlineData("/ogc/nothing")]
    [InlineData("/ogc/collections/unicorns/items")]
    [InlineData("/ogc/collections/benches/items/alba:unknown")]
    [InlineData("/ogc/collections/benches/items/atlantis:b001")]
    [InlineData("/ogc/collections/benches/items/b001")]
    [InlineData("/cities/alba/ogc/collections/benches/items/brena:b001")]
    [InlineData("/cities/alba/ogc/collections/moods/items")]
    [InlineData("/cities/atlantis/ogc")]
    [InlineData("/cities/atlantis/ogc/collections/benches/items")]
    [InlineData("/cities/alba/imports/nonsense/1")]
    [InlineData("/cities/alba/imports/social/999999")]
    [InlineData("/downloads/alba/benches.xlsx")]
    [InlineData("/downloads/all/unicorns.csv")]
    [InlineData("/downloads/atlantis/benches.csv")]
    public async Task What_is_not_there_is_a_404_with_a_problem_document(string address)
    {
        var nodes = await shared.GetAsync();

        await nodes.Http.ProblemAsync(address, 404);
    }
}
