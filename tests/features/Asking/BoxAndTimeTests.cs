using NetTopologySuite.Geometries;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Asking;

/// <summary><c>bbox</c> and <c>datetime</c> (OGC API Features Part 1, clauses 7.15.3 and 7.15.4).</summary>
public sealed class BoxAndTimeTests(SharedTrial shared, BoxAndTimeTests.Times times) : IClassFixture<BoxAndTimeTests.Times>
{
    private static readonly GeometryFactory _make = new(new PrecisionModel(), 4326);

    [Fact]
    public async Task A_box_takes_what_it_touches_and_nothing_without_a_place()
    {
        var questions = await PlacesAsync(("inside", 7.5, 51.5), ("corner", 7, 51), ("edge", 8, 51.5), ("outside", 8.0001, 51.5), ("nowhere", null, null));

        Assert.Equal(["corner", "edge", "inside"], await questions.IdsAsync("bbox=7,51,8,52"));
        Assert.Equal(["corner"], await questions.IdsAsync("bbox=7,51,7,51"));
    }

    [Fact]
    public async Task Of_six_numbers_the_heights_do_not_matter()
    {
        var questions = await PlacesAsync(("inside", 7.5, 51.5), ("outside", 9, 51.5));
        Assert.Equal(["inside"], await questions.IdsAsync("bbox=7,51,-100,8,52,9000"));
    }

    [Fact]
    public async Task A_box_may_cross_the_date_line()
    {
        var questions = await PlacesAsync(("fiji", 178, -18), ("line", 180, -18), ("other-side", -180, -18), ("samoa", -172, -14), ("muenster", 7.6, 51.9));

        Assert.Equal(["fiji", "line", "other-side", "samoa"], await questions.IdsAsync("bbox=170,-30,-170,0"));
        Assert.Equal(["fiji", "line", "other-side"], await questions.IdsAsync("bbox=170,-30,-175,0"));
    }

    [Fact]
    public async Task The_whole_world_holds_everything_that_has_a_place()
    {
        var questions = await PlacesAsync(("pole", 0, 90), ("south", 180, -90), ("nowhere", null, null));
        Assert.Equal(["pole", "south"], await questions.IdsAsync("bbox=-180,-90,180,90"));
    }

    [Fact]
    public async Task A_shape_is_in_the_box_by_itself_and_not_by_its_frame()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        var diagonal = _make.CreateLineString([new(0, 0), new(10, 10)]);
        var ring = _make.CreatePolygon(Square(20, 0, 10), [Square(22, 2, 6)]);
        await rows.ShapesAsync([diagonal, ring]);
        var questions = new Questions(trial, rows.City, "shapes");

        Assert.Equal(["0001"], await questions.IdsAsync("bbox=4,4,6,6"));
        Assert.Empty(await questions.IdsAsync("bbox=7,1,8,2"));
        Assert.Empty(await questions.IdsAsync("bbox=24,4,25,5"));
        Assert.Equal(["0002"], await questions.IdsAsync("bbox=21,0,21.5,1"));
    }

    [Fact]
    public async Task A_collection_without_places_has_nothing_in_any_box()
    {
        var trial = await shared.GetAsync();
        var city = await DaysAsync(trial, "2024-06-01");
        var page = await new Questions(trial, city, "days").PageAsync("bbox=-180,-90,180,90");

        Assert.Empty(page.Features);
        Assert.Equal(0, page.Matched);
    }

    [Theory]
    [InlineData("2024-06-01T12:00:00Z", "noon")]
    [InlineData("2024-06-01T14:00:00%2B02:00", "noon")]
    [InlineData("2024-06-01T12:00:00.000001Z", "noon-and-a-microsecond")]
    [InlineData("2024-06-01", "day-end midnight noon noon-and-a-microsecond")]
    [InlineData("2024-06-01T12:00:00Z/2024-06-02T00:00:00Z", "day-end next-day noon noon-and-a-microsecond")]
    [InlineData("2024-06-01T12:00:00Z/..", "day-end next-day noon noon-and-a-microsecond")]
    [InlineData("2024-06-01T12:00:00Z/", "day-end next-day noon noon-and-a-microsecond")]
    [InlineData("../2024-06-01T00:00:00Z", "before midnight")]
    [InlineData("/2024-05-31", "before")]
    [InlineData("2024-06-02/2024-06-03", "next-day")]
    [InlineData("1999-01-01", "")]
    public async Task An_instant_a_day_or_an_interval_with_open_ends(string datetime, string expected)
    {
        var ids = await (await times.GetAsync()).IdsAsync($"datetime={datetime}");

        // A feature without a time stays in, whatever is asked.
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append("timeless"), ids);
    }

    [Theory]
    [InlineData("2024-06-01", "2024-06-01")]
    [InlineData("2024-06-01T12:00:00Z", "2024-06-01")]
    [InlineData("2024-06-01/2024-06-02", "2024-06-01 2024-06-02")]
    [InlineData("2024-06-02/..", "2024-06-02 2024-07-01")]
    [InlineData("../2024-05-31", "2024-05-31")]
    public async Task Dates_are_asked_by_days(string datetime, string expected)
    {
        var trial = await shared.GetAsync();
        var city = await DaysAsync(trial, "2024-05-31", "2024-06-01", "2024-06-02", "2024-07-01");
        Assert.Equal(expected.Split(' '), await new Questions(trial, city, "days").IdsAsync($"datetime={datetime}"));
    }

    [Fact]
    public async Task A_collection_without_a_time_has_everything_at_any_time()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ShapesAsync([_make.CreatePoint(new Coordinate(1, 1))]);
        Assert.Equal(["0001"], await new Questions(trial, rows.City, "shapes").IdsAsync("datetime=2024-06-01"));
    }

    private async Task<Questions> PlacesAsync(params (string Id, double? X, double? Y)[] places)
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([.. places.Select(p => new Thing(p.Id, p.Id, Place: p.X is null ? null : (p.X.Value, p.Y!.Value)))]);
        return new Questions(trial, rows.City, "things");
    }

    private static async Task<string> DaysAsync(TrialNode trial, params string[] days)
    {
        var city = trial.NextCity();
        foreach (var day in days)
            await trial.ExecuteAsync($@"INSERT INTO collections.days (city, local_id, from_source, row_fingerprint, change_seq, day) VALUES ('{city}', '{day}', 'test', '\x00', 1, '{day}')");
        await new Rows(trial, city).DescribeAsync("days", days.Length);
        return city;
    }

    private static LinearRing Square(double x, double y, double side) =>
        _make.CreateLinearRing([new(x, y), new(x + side, y), new(x + side, y + side), new(x, y + side), new(x, y)]);

    /// <summary>A city of things around the first of June.</summary>
    public sealed class Times(SharedTrial shared)
    {
        private readonly Lazy<Task<Questions>> _made = new(async () =>
        {
            var trial = await shared.GetAsync();
            var rows = new Rows(trial, trial.NextCity());
            var noon = new DateTime(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc);
            await rows.ThingsAsync([
                new("before", "x", SeenAt: noon.AddDays(-1)), new("midnight", "x", SeenAt: noon.AddHours(-12)), new("noon", "x", SeenAt: noon),
                new("noon-and-a-microsecond", "x", SeenAt: noon.AddMicroseconds(1)), new("day-end", "x", SeenAt: noon.AddHours(12).AddMicroseconds(-1)),
                new("next-day", "x", SeenAt: noon.AddHours(12)), new("timeless", "x"),
            ]);
            return new Questions(trial, rows.City, "things");
        });

        public Task<Questions> GetAsync() => _made.Value;
    }
}
