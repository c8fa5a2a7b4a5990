using System.Globalization;
using CsCheck;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Asking;

/// <summary>
/// The law of paging: whatever is asked, and however large the pages are, walking yields every matching row exactly once,
/// and every page knows how many there are. The oracle is LINQ over the rows that were written.
/// </summary>
public sealed class PagingTests(SharedTrial shared, PagingTests.Town town) : IClassFixture<PagingTests.Town>
{
    private static readonly string[] _kinds = ["a", "b", "c"];
    private static readonly string[] _tags = ["grün", "laut", "a|b"];
    private static readonly DateTime _first = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Parts of a question that may be combined: query text and what it means.</summary>
    private static readonly Gen<(string Query, Func<Thing, bool> Holds)> _part = Gen.OneOf(
        Gen.OneOfConst(_kinds).Select(kind => ($"kind={kind}", (Func<Thing, bool>)(t => t.Kind == kind))),
        Gen.Int[0, 3].Select(seats => ($"seats={seats}", (Func<Thing, bool>)(t => t.Seats == seats))),
        Gen.Bool.Select(open => ($"isOpen={(open ? "true" : "false")}", (Func<Thing, bool>)(t => t.IsOpen == open))),
        Gen.OneOfConst(_tags).Select(tag => ($"tags={Uri.EscapeDataString(tag)}", (Func<Thing, bool>)(t => t.Tags?.Contains(tag) == true))),
        Gen.Int[0, 20].Select(day => _first.AddDays(day)).Select(day => ($"datetime={day:yyyy-MM-dd}/{day.AddDays(9):yyyy-MM-dd}", (Func<Thing, bool>)(t => t.SeenAt is null || (t.SeenAt >= day && t.SeenAt < day.AddDays(10))))),
        Gen.Select(Gen.Double[6, 9], Gen.Double[50, 53], Gen.Double[0, 2], Gen.Double[0, 2]).Select(b => Box(b.Item1, b.Item2, b.Item1 + b.Item3, b.Item2 + b.Item4)));

    private static readonly Gen<(string Query, Func<Thing, bool> Holds)> _question = _part.List[0, 3].Select(parts =>
    {
        // Each parameter may be given once.
        var once = parts.DistinctBy(p => p.Query.Split('=')[0]).ToList();
        return (string.Join('&', once.Select(p => p.Query)), (Func<Thing, bool>)(t => once.All(p => p.Holds(t))));
    });

    [Fact]
    public async Task Every_row_comes_exactly_once_whatever_is_asked()
    {
        var trial = await shared.GetAsync();
        var (city, things) = await town.GetAsync();
        var questions = new Questions(trial, city, "things");

        await Gen.Select(_question, Gen.OneOf(Gen.Int[1, 9], Gen.Int[10, 300], Gen.Const(10_000))).SampleAsync(
            async (question, limit) =>
            {
                var expected = things.Where(question.Holds).Select(t => t.LocalId).Order(StringComparer.Ordinal).ToList();
                var pages = await questions.WalkAsync($"limit={limit}&{question.Query}".TrimEnd('&'));

                Assert.Equal(expected, pages.SelectMany(p => p.LocalIds));
                Assert.All(pages, p => Assert.Equal(expected.Count, p.Matched));
                Assert.All(pages, p => Assert.Equal(p.Features.Count, p.Returned));
                Assert.All(pages.SkipLast(1), p => Assert.Equal(limit, p.Returned));
            },
            iter: 120,
            threads: 2);
    }

    [Fact]
    public async Task A_limit_that_divides_the_rows_has_no_empty_last_page()
    {
        var trial = await shared.GetAsync();
        var (city, things) = await town.GetAsync();

        var pages = await new Questions(trial, city, "things").WalkAsync($"limit={things.Count / 4}");

        Assert.Equal(4, pages.Count);
    }

    [Fact]
    public async Task Rows_that_stay_come_once_although_others_come_and_go_meanwhile()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        var staying = Enumerable.Range(0, 60).Select(n => new Thing($"{n:000}-stays", "x")).ToList();
        await rows.ThingsAsync([.. staying, .. Enumerable.Range(0, 60).Select(n => new Thing($"{n:000}-goes", "x"))]);
        var questions = new Questions(trial, rows.City, "things");

        var seen = new List<string>();
        var page = await questions.PageAsync("limit=10");
        for (var turn = 0; ; turn++)
        {
            seen.AddRange(page.LocalIds);
            if (page.Next is not { } next)
                break;
            await trial.ExecuteAsync($"UPDATE collections.things SET deleted_at = now() WHERE city = '{rows.City}' AND local_id = '{turn * 7:000}-goes'");
            await rows.ThingAsync(new Thing($"{turn * 5:000}-comes", "x"));
            page = await questions.PageAsync(new Uri(next).Query[1..]);
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(staying.Select(t => t.LocalId), seen.Where(id => id.EndsWith("-stays", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_walk_may_begin_behind_a_feature_even_one_that_is_gone()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([.. Enumerable.Range(0, 9).Select(n => new Thing($"t{n}", "x", Kind: n % 2 == 0 ? "a" : "b"))]);
        await trial.ExecuteAsync($"UPDATE collections.things SET deleted_at = now() WHERE city = '{rows.City}' AND local_id = 't3'");
        var questions = new Questions(trial, rows.City, "things");

        Assert.Equal(["t4", "t5", "t6", "t7", "t8"], await questions.IdsAsync($"limit=2&after={rows.City}:t3"));
        Assert.Equal(["t4", "t6", "t8"], await questions.IdsAsync($"limit=2&kind=a&after={rows.City}:t3"));
        Assert.All(await questions.WalkAsync($"limit=2&kind=a&after={rows.City}:t3"), page => Assert.False(page.Json.TryGetProperty("numberMatched", out _)));
        await questions.RefusedAsync("after=t3", "after");
        await questions.RefusedAsync("after=elsewhere:t3", "after");
    }

    [Fact]
    public async Task Limit_0_asks_for_the_count_alone()
    {
        var trial = await shared.GetAsync();
        var (city, things) = await town.GetAsync();
        var questions = new Questions(trial, city, "things");

        var all = await questions.PageAsync("limit=0");
        var some = await questions.PageAsync("limit=0&kind=a");

        Assert.Empty(all.Features);
        Assert.Equal(things.Count, all.Matched);
        Assert.Equal(things.Count(t => t.Kind == "a"), some.Matched);
        Assert.Null(all.Next);
    }

    [Theory]
    [InlineData("10001")]
    [InlineData("99999999999999999999999")]
    public async Task A_larger_limit_than_the_largest_is_cut_to_it(string limit)
    {
        var trial = await shared.GetAsync();
        var (city, things) = await town.GetAsync();

        Assert.Equal(things.Count, (await new Questions(trial, city, "things").PageAsync($"limit={limit}")).Returned);
    }

    [Fact]
    public async Task Without_a_limit_a_page_has_a_hundred_features()
    {
        var trial = await shared.GetAsync();
        var (city, _) = await town.GetAsync();

        Assert.Equal(100, (await new Questions(trial, city, "things").PageAsync("")).Returned);
    }

    private static (string, Func<Thing, bool>) Box(double west, double south, double east, double north) => (
        string.Create(CultureInfo.InvariantCulture, $"bbox={west:R},{south:R},{east:R},{north:R}"),
        t => t.Place is { } p && p.X >= west && p.X <= east && p.Y >= south && p.Y <= north);

    /// <summary>A city of 400 random things, the same in every run.</summary>
    public sealed class Town(SharedTrial shared)
    {
        private readonly Lazy<Task<(string City, List<Thing> Things)>> _made = new(async () =>
        {
            var trial = await shared.GetAsync();
            var rows = new Rows(trial, trial.NextCity());
            var things = Things();
            await rows.ThingsAsync(things);
            return (rows.City, things);
        });

        public Task<(string City, List<Thing> Things)> GetAsync() => _made.Value;

        private static List<Thing> Things()
        {
            var random = new Random(4);
            T? Maybe<T>(Func<T> value)
                where T : struct => random.Next(5) == 0 ? null : value();
            // Ids whose order depends on the collation: the key is ordered by bytes.
            string[] marks = ["", "a", "A", "ä", "Z", "_", "-", ".", "~", "ß", "é", "漢"];
            return Enumerable.Range(0, 400).Select(n => new Thing(
                $"{marks[random.Next(marks.Length)]}{random.Next(1000):000}-{n}",
                $"Ding {n}",
                random.Next(5) == 0 ? null : _kinds[random.Next(3)],
                Maybe(() => (long)random.Next(4)),
                Maybe(() => random.NextDouble() * 10),
                Maybe(() => random.Next(2) == 0),
                null,
                Maybe(() => _first.AddMinutes(random.Next(30 * 24 * 60))),
                random.Next(3) == 0 ? null : _tags.Where(_ => random.Next(2) == 0).ToArray(),
                Maybe(() => (6 + random.NextDouble() * 3, 50 + random.NextDouble() * 3)))).ToList();
        }
    }
}
