using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Features;

/// <summary>What a gateway accepts it can ask of every city; what is longer it refuses itself.</summary>
public sealed class LongAddressTests(SharedNodes shared)
{
    // Blanks as '+' grow to three characters on their way to a city.
    private static string Name(int length) => "?name=" + new string('+', length);

    [Theory]
    [InlineData("/ogc", 9_000)]
    [InlineData("/ogc", 17_000)]
    [InlineData("/cities/alba/ogc", 20_000)]
    public async Task A_long_question_reaches_every_city(string landing, int length)
    {
        var nodes = await shared.GetAsync();
        var page = await nodes.Http.JsonAsync($"{landing}/collections/benches/items{Name(length)}");
        var federation = page.GetProperty("federation");
        Assert.True(federation.GetProperty("complete").GetBoolean(), federation.GetRawText());
    }

    [Theory]
    [InlineData("/ogc", 18_000)]
    [InlineData("/ogc", 60_000)]
    [InlineData("/cities/alba/ogc", 21_000)]
    public async Task A_question_that_is_too_long_is_refused_in_words(string landing, int length)
    {
        var nodes = await shared.GetAsync();
        var problem = await nodes.Http.ProblemAsync($"{landing}/collections/benches/items{Name(length)}", 414);
        Assert.Contains("the most are", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
