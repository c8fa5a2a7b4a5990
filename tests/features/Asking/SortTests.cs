using System.Net;
using System.Text.Json;
using CsCheck;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Asking;

/// <summary>
/// The law of order: whatever rows are sorted by, and however large the pages are, walking yields every row once and in
/// order; rows without a value come last, and ids decide between equals. The oracle is LINQ over the rows that were written.
/// </summary>
public sealed class SortTests(SharedTrial shared, PagingTests.Town town) : IClassFixture<PagingTests.Town>
{
    private static readonly Dictionary<string, Func<Thing, object?>> _values = new()
    {
        ["name"] = t => t.Name,
        ["kind"] = t => t.Kind,
        ["seats"] = t => t.Seats,
        ["height"] = t => t.Height,
        ["isOpen"] = t => t.IsOpen,
        ["built"] = t => t.Built,
        ["seenAt"] = t => t.SeenAt,
    };

    private static readonly Gen<(string Name, bool Descending)[]> _order =
        Gen.Select(Gen.Shuffle(_values.Keys.ToArray(), 1, 3), Gen.Bool.Array[3]).Select((names, directions) => names.Zip(directions).ToArray());

    [Fact]
    public async Task Rows_come_once_and_in_order_whatever_they_are_sorted_by()
    {
        var trial = await shared.GetAsync();
        var (city, things) = await town.GetAsync();
        var questions = new Questions(trial, city, "things");

        await Gen.Select(_order, Gen.OneOf(Gen.Int[1, 9], Gen.Int[10, 300]), Gen.Bool, Gen.Bool).SampleAsync(
            async (order, limit, filtered, descendingId) =>
            {
                var sortby = string.Join(',', order.Select(o => (o.Descending ? "-" : "%2B") + o.Name).Concat(descendingId ? ["-id"] : []));
                var rows = Sorted(things.Where(t => !filtered || t.Kind == "a"), order, descendingId);

                var pages = await questions.WalkAsync($"sortby={sortby}&limit={limit}{(filtered ? "&kind=a" : "")}");

                Assert.Equal(rows, pages.SelectMany(p => p.LocalIds));
                Assert.All(pages, p => Assert.Equal(rows.Count, p.Matched));
            },
            iter: 60,
            threads: 2);
    }

    [Fact]
    public async Task A_sorted_walk_may_begin_behind_any_row_by_the_key_that_the_page_tells()
    {
        var trial = await shared.GetAsync();
        var (city, things) = await town.GetAsync();
        var questions = new Questions(trial, city, "things");
        var expected = Sorted(things, [("height", true)], false);

        var page = await questions.PageAsync("sortby=-height&limit=50&keys=true");
        var keys = page.Json.GetProperty("keys").EnumerateArray().ToList();

        Assert.Equal(50, keys.Count);
        foreach (var at in new[] { 0, 17, 49 })
        {
            var behind = await questions.IdsAsync($"sortby=-height&limit=300&after={Uri.EscapeDataString(keys[at].GetRawText())}");
            Assert.Equal(expected[(at + 1)..], behind);
        }
    }

    [Fact]
    public async Task Rows_that_stay_come_once_although_others_come_and_go_meanwhile()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([.. Enumerable.Range(0, 80).Select(n => new Thing($"{n:000}-{(n % 2 == 0 ? "stays" : "goes")}", "x", Seats: n % 7))]);
        var questions = new Questions(trial, rows.City, "things");

        var seen = new List<string>();
        var page = await questions.PageAsync("limit=9&sortby=-seats");
        for (var turn = 0; ; turn++)
        {
            seen.AddRange(page.LocalIds);
            if (page.Next is not { } next)
                break;
            await trial.ExecuteAsync($"UPDATE collections.things SET deleted_at = now() WHERE city = '{rows.City}' AND local_id LIKE '%{turn}-goes'");
            await rows.ThingAsync(new Thing($"{turn * 5:000}-comes", "x", Seats: turn % 7));
            page = await questions.PageAsync(new Uri(next).Query[1..]);
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(40, seen.Count(id => id.EndsWith("-stays", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("sortby=colour", "sortby")]
    [InlineData("sortby=", "sortby")]
    [InlineData("sortby=tags", "sortby")]
    [InlineData("sortby=geometry", "sortby")]
    [InlineData("sortby=name,-name", "sortby")]
    [InlineData("sortby=name;kind", "sortby")]
    [InlineData("sortby=seats&after=7", "after")]
    [InlineData("sortby=seats&after=[]", "after")]
    [InlineData("sortby=seats&after=[1]", "after")]
    [InlineData("sortby=seats&after=[1,2,3]", "after")]
    [InlineData("sortby=seats&after=[\"x\",\"CITY:t1\"]", "cursor")]
    [InlineData("keys=1", "keys")]
    public async Task A_wrong_order_is_refused(string query, string parameter)
    {
        var trial = await shared.GetAsync();
        var (city, _) = await town.GetAsync();
        await new Questions(trial, city, "things").RefusedAsync(query.Replace("CITY", city, StringComparison.Ordinal), parameter);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        var trial = await shared.GetAsync();
        var (city, _) = await town.GetAsync();
        var questions = new Questions(trial, city, "things");
        var cursor = new Uri((await questions.PageAsync("limit=1&sortby=seats")).Next!).Query.Split("cursor=")[1];

        await questions.RefusedAsync($"limit=1&sortby=-seats&cursor={cursor}", "cursor");
        await questions.RefusedAsync($"limit=1&cursor={cursor}", "cursor");
        Assert.Equal(HttpStatusCode.OK, (await trial.Service.Http.GetAsync($"{questions.Items}?limit=2&sortby=seats&cursor={cursor}")).StatusCode);
    }

    private static List<string> Sorted(IEnumerable<Thing> things, (string Name, bool Descending)[] order, bool descendingId)
    {
        var rows = things.OrderBy(_ => 0);
        foreach (var (name, descending) in order)
        {
            var value = _values[name];
            rows = rows.ThenBy(t => value(t) is null);
            var comparer = Comparer<object?>.Create((a, b) => a is string text ? string.CompareOrdinal(text, (string?)b) : Comparer<object?>.Default.Compare(a, b));
            rows = descending ? rows.ThenByDescending(value, comparer) : rows.ThenBy(value, comparer);
        }

        rows = descendingId ? rows.ThenByDescending(t => t.LocalId, StringComparer.Ordinal) : rows.ThenBy(t => t.LocalId, StringComparer.Ordinal);
        return [.. rows.Select(t => t.LocalId)];
    }
}
