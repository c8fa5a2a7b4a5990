using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Asking;

/// <summary>Filters by properties of every kind; texts are compared character by character.</summary>
public sealed class FilterTests(SharedTrial shared, FilterTests.Mixed mixed) : IClassFixture<FilterTests.Mixed>
{
    [Theory]
    [InlineData("name=Grün", "green")]
    [InlineData("name=Gr%C3%BCn", "green")]
    [InlineData("name=gr%C3%BCn", "")]
    [InlineData("name=O%27Neill%22%3B--", "quotes")]
    [InlineData("name=two%0Alines", "lines")]
    [InlineData("name=50%25%2B%26%3D%23", "signs")]
    [InlineData("name=%F0%9F%8C%B3", "tree")]
    [InlineData("name=", "empty")]
    [InlineData("kind=a", "green")]
    [InlineData("kind=z", "")]
    [InlineData("seats=3", "green")]
    [InlineData("seats=-7", "quotes")]
    [InlineData("seats=9223372036854775807", "lines")]
    [InlineData("height=0.1", "green")]
    [InlineData("height=1e-3", "quotes")]
    [InlineData("height=-0", "lines")]
    [InlineData("isOpen=true", "green")]
    [InlineData("isOpen=false", "quotes")]
    [InlineData("built=2024-02-29", "green")]
    [InlineData("seenAt=2024-02-29T12:00:00Z", "green")]
    [InlineData("seenAt=2024-02-29T13:00:00%2B01:00", "green")]
    [InlineData("seenAt=2024-02-29T12:00:00.0000001Z", "green")]
    [InlineData("tags=Bänke", "green")]
    [InlineData("tags=Sch", "")]
    [InlineData("tags=a%2Cb", "quotes")]
    [InlineData("kind=a&seats=3&isOpen=true", "green")]
    [InlineData("kind=a&seats=4", "")]
    public async Task A_property_equals_a_value(string query, string expected)
    {
        var questions = await mixed.GetAsync();
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), await questions.IdsAsync(query));
    }

    [Fact]
    public async Task Deleted_rows_are_neither_listed_nor_counted_nor_found()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([new("1", "x", "a"), new("2", "x", "a")]);
        await trial.ExecuteAsync($"UPDATE collections.things SET deleted_at = now() WHERE city = '{rows.City}' AND local_id = '1'");
        var questions = new Questions(trial, rows.City, "things");

        var page = await questions.PageAsync("kind=a");
        Assert.Equal(["2"], page.LocalIds);
        Assert.Equal(1, page.Matched);
        await questions.ProblemAsync($"{questions.Items}/{rows.City}:1", System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_city_does_not_see_the_rows_of_another()
    {
        var trial = await shared.GetAsync();
        var (one, two) = (new Rows(trial, trial.NextCity()), new Rows(trial, trial.NextCity()));
        await one.ThingsAsync([new("same", "one")]);
        await two.ThingsAsync([new("same", "two")]);

        Assert.Equal("one", (await new Questions(trial, one.City, "things").PageAsync("")).Features.Single().GetProperty("properties").GetProperty("name").GetString());
    }

    /// <summary>A city with one thing for each peculiarity.</summary>
    public sealed class Mixed(SharedTrial shared)
    {
        private readonly Lazy<Task<Questions>> _made = new(async () =>
        {
            var trial = await shared.GetAsync();
            var rows = new Rows(trial, trial.NextCity());
            await rows.ThingsAsync([
                new("green", "Grün", "a", 3, 0.1, true, new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc), ["Bänke", "Schatten"]),
                new("quotes", "O'Neill\";--", "b", -7, 0.001, false, Tags: ["a,b"]),
                new("lines", "two\nlines", "c", long.MaxValue, 0, Tags: []),
                new("signs", "50%+&=#"), new("tree", "🌳"), new("empty", ""),
            ]);
            return new Questions(trial, rows.City, "things");
        });

        public Task<Questions> GetAsync() => _made.Value;
    }
}
