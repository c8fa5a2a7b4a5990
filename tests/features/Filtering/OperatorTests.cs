using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Filtering;

/// <summary>
/// Every operator of CQL2 over six rows, of which the last knows nothing but its name: the ids that match, worked out by
/// hand from the standard. The letters are the rows.
/// </summary>
public sealed class OperatorTests(OperatorTests.Six six) : IClassFixture<OperatorTests.Six>
{
    /// <summary>The rows.</summary>
    public sealed class Six(SharedTrial shared)
    {
        private readonly Lazy<Task<Questions>> _rows = new(async () =>
        {
            var trial = await shared.GetAsync();
            var rows = new Rows(trial, trial.NextCity());
            await rows.ThingsAsync(
            [
                new Thing("a", "Straße", "a", 1, 1.5, true, new(2020, 1, 1), At(2024, 1, 1), ["x", "y"], (7, 51)),
                new Thing("b", "STRASSE", "b", 2, 2.5, false, new(2021, 6, 15), At(2024, 6, 1, 12), ["y"], (8, 52)),
                new Thing("c", "Café", "a", 3, -0.5, true, new(2022, 12, 31), At(2024, 12, 31, 23), ["x", "y", "z"], (9, 53)),
                new Thing("d", "cafe", "c", 10, 100, null, new(2020, 1, 1), At(2025, 1, 1), [], (179.5, 10)),
                new Thing("e", "50%_off 'it'", "b", 0, 0, false, null, null, null, (-179.5, 10)),
                new Thing("f", "Nothing"),
            ]);
            return new Questions(trial, rows.City, "things");
        });

        public Task<Questions> GetAsync() => _rows.Value;

        private static DateTime At(int year, int month, int day, int hour = 0) => new(year, month, day, hour, 0, 0, DateTimeKind.Utc);
    }

    [Theory]
    // Logic, with unknowns.
    [InlineData("kind = 'a'", "ac")]
    [InlineData("kind <> 'a'", "bde")]
    [InlineData("NOT (kind = 'a')", "bde")]
    [InlineData("NOT kind = 'a' OR kind = 'a'", "abcde")]
    [InlineData("isOpen", "ac")]
    [InlineData("NOT isOpen", "be")]
    [InlineData("isOpen = FALSE", "be")]
    [InlineData("TRUE", "abcdef")]
    [InlineData("false", "")]
    [InlineData("kind = 'a' AND (seats > 2 OR height > 1)", "ac")]
    [InlineData("kind = 'a' OR kind = 'b' AND seats = 2", "abc")]
    [InlineData("isOpen OR seats >= 0", "abcde")]
    [InlineData("isOpen AND kind = 'b' OR name = 'Nothing'", "f")]
    [InlineData("(kind = 'a') IS NULL", "f")]
    [InlineData("kind IS NULL", "f")]
    [InlineData("isOpen is not null", "abce")]
    [InlineData("geometry IS NULL", "f")]
    // Comparison.
    [InlineData("seats < 2", "ae")]
    [InlineData("seats <= 2", "abe")]
    [InlineData("seats > 2.5", "cd")]
    [InlineData("height >= 2.5", "bd")]
    [InlineData("2 < seats", "cd")]
    [InlineData("seats = height", "e")]
    [InlineData("name < 'D'", "ce")]
    [InlineData("name > 'cafe'", "")]
    [InlineData("\"name\" = 'Café'", "c")]
    [InlineData("built = DATE('2020-01-01')", "ad")]
    [InlineData("built > DATE('2020-01-01')", "bc")]
    [InlineData("built = '2020-01-01'", "ad")]
    [InlineData("seenAt >= TIMESTAMP('2024-12-31T23:00:00Z')", "cd")]
    [InlineData("seenAt < '2024-06-01T12:00:00.5Z'", "ab")]
    [InlineData("seenAt > built", "abcd")]
    [InlineData("seenAt < DATE('2024-06-02')", "ab")]
    // Advanced comparison.
    [InlineData("name LIKE 'S%'", "ab")]
    [InlineData("name LIKE 'Stra_e'", "a")]
    [InlineData("name LIKE 'Caf%'", "c")]
    [InlineData("name NOT LIKE 'S%'", "cdef")]
    [InlineData("kind NOT LIKE 'a%'", "bde")]
    [InlineData("name LIKE '50\\%\\_%'", "e")]
    [InlineData("name LIKE '%''it''%'", "e")]
    [InlineData("name LIKE '%\\'it\\'%'", "e")]
    [InlineData("seats BETWEEN 1 AND 3", "abc")]
    [InlineData("seats NOT BETWEEN 1 AND 3", "de")]
    [InlineData("height BETWEEN -1 AND 0.0", "ce")]
    [InlineData("built BETWEEN DATE('2020-01-01') AND DATE('2021-12-31')", "abd")]
    [InlineData("kind IN ('a','c')", "acd")]
    [InlineData("kind NOT IN ('a','c')", "be")]
    [InlineData("seats IN (1, 10.0, 99)", "ad")]
    [InlineData("2 IN (seats, height)", "b")]
    // Case and accents.
    [InlineData("CASEI(name) = CASEI('strasse')", "ab")]
    [InlineData("casei(name) LIKE Casei('STRA%')", "ab")]
    [InlineData("CASEI(name) IN (CASEI('CAFÉ'), CASEI('nothing'))", "cf")]
    [InlineData("ACCENTI(name) = ACCENTI('Cafe')", "c")]
    [InlineData("CASEI(ACCENTI(name)) = 'cafe'", "cd")]
    // Arithmetic.
    [InlineData("seats + 1 = 2", "a")]
    [InlineData("seats * 2 - 1 = 5", "c")]
    [InlineData("seats / 4 = 2.5", "d")]
    [InlineData("10 / seats = 5", "b")]
    [InlineData("seats div 4 = 2", "d")]
    [InlineData("-seats div 4 = -2", "d")]
    [InlineData("seats % 2 = 1", "ac")]
    [InlineData("seats ^ 2 = 9", "c")]
    [InlineData("2 ^ seats >= 8", "cd")]
    [InlineData("height ^ 0.5 > 1", "abd")]
    [InlineData("1 / (seats - 1) IS NULL", "af")]
    [InlineData("seats - 2 * 3 = -3", "c")]
    [InlineData("(seats - 2) * 3 = 3", "c")]
    // Space.
    [InlineData("S_INTERSECTS(geometry, POINT(7 51))", "a")]
    [InlineData("S_INTERSECTS(geometry, BBOX(6,50,8.5,52.5))", "ab")]
    [InlineData("S_INTERSECTS(BBOX(6,50,8.5,52.5), geometry)", "ab")]
    [InlineData("S_INTERSECTS(geometry, BBOX(170,0,-170,20))", "de")]
    [InlineData("S_INTERSECTS(geometry, BBOX(6,50,0,8.5,52.5,100))", "ab")]
    [InlineData("S_INTERSECTS(geometry, BBOX(7,51,7,51))", "a")]
    [InlineData("S_DISJOINT(geometry, BBOX(6,50,8.5,52.5))", "cde")]
    [InlineData("NOT S_INTERSECTS(geometry, BBOX(6,50,8.5,52.5))", "cde")]
    [InlineData("S_WITHIN(geometry, POLYGON((6 50, 10 50, 10 54, 6 54, 6 50)))", "abc")]
    [InlineData("S_CONTAINS(POLYGON Z ((6 50 1, 10 50 1, 10 54 1, 6 54 1, 6 50 1)), geometry)", "abc")]
    [InlineData("S_TOUCHES(geometry, LINESTRING(7 51, 8 52, 10 52))", "a")]
    [InlineData("S_WITHIN(geometry, LINESTRING(6 50, 9 53))", "ab")]
    [InlineData("S_EQUALS(geometry, POINT(9 53))", "c")]
    [InlineData("S_EQUALS(MULTIPOINT((9 53)), geometry)", "c")]
    [InlineData("S_OVERLAPS(geometry, BBOX(6,50,10,54))", "")]
    [InlineData("S_CROSSES(LINESTRING(6 51, 8 51), BBOX(7,50,9,52))", "abcdef")]
    [InlineData("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(7 51), LINESTRING(8 52, 8.1 52)))", "ab")]
    // Time.
    [InlineData("T_AFTER(built, DATE('2020-01-01'))", "bc")]
    [InlineData("T_BEFORE(built, DATE('2021-06-15'))", "ad")]
    [InlineData("T_EQUALS(built, DATE('2020-01-01'))", "ad")]
    [InlineData("T_DISJOINT(built, DATE('2020-01-01'))", "bc")]
    [InlineData("T_INTERSECTS(built, INTERVAL('2020-01-01', '2021-06-15'))", "abd")]
    [InlineData("T_DURING(built, INTERVAL('2020-01-01', '2022-01-01'))", "b")]
    [InlineData("T_DURING(built, INTERVAL('..', '2022-01-01'))", "abd")]
    [InlineData("T_AFTER(seenAt, TIMESTAMP('2024-06-01T12:00:00Z'))", "cd")]
    [InlineData("T_INTERSECTS(seenAt, DATE('2024-12-31'))", "c")]
    [InlineData("T_INTERSECTS(seenAt, INTERVAL('2024-06-01', '2024-12-31'))", "bc")]
    [InlineData("T_AFTER(seenAt, INTERVAL('2024-06-01', '2024-12-31'))", "d")]
    [InlineData("T_BEFORE(seenAt, INTERVAL('2024-06-01T12:00:00Z', '..'))", "a")]
    [InlineData("T_CONTAINS(INTERVAL(built, seenAt), INTERVAL('2021-01-01', '2022-01-01'))", "ad")]
    [InlineData("T_STARTEDBY(INTERVAL(built, '..'), INTERVAL('2020-01-01', '2020-02-01'))", "ad")]
    [InlineData("T_STARTS(INTERVAL(built, '2022-12-31'), INTERVAL('2020-01-01', '2023-01-01'))", "ad")]
    [InlineData("T_FINISHEDBY(INTERVAL(built, '2023-01-01'), INTERVAL('2022-06-01', '2023-01-01'))", "abd")]
    [InlineData("T_FINISHES(INTERVAL(built, '2023-01-01'), INTERVAL('2020-06-01', '2023-01-01'))", "bc")]
    [InlineData("T_MEETS(INTERVAL('2019-01-01', '2020-01-01'), INTERVAL(built, '2023-01-01'))", "ad")]
    [InlineData("T_METBY(INTERVAL(built, '2023-01-01'), INTERVAL('2019-01-01', '2020-01-01'))", "ad")]
    [InlineData("T_OVERLAPS(INTERVAL(built, '2023-01-01'), INTERVAL('2021-01-01', '2024-01-01'))", "ad")]
    [InlineData("T_OVERLAPPEDBY(INTERVAL(built, '2023-01-01'), INTERVAL('2020-06-01', '2022-01-01'))", "b")]
    [InlineData("T_EQUALS(INTERVAL(built, '2023-01-01'), INTERVAL('2020-01-01', '2023-01-01'))", "ad")]
    // Arrays.
    [InlineData("A_CONTAINS(tags, ('x'))", "ac")]
    [InlineData("A_CONTAINS(tags, ('y', 'x'))", "ac")]
    [InlineData("A_CONTAINS(tags, ())", "abcd")]
    [InlineData("A_CONTAINEDBY(tags, ('x', 'y'))", "abd")]
    [InlineData("A_EQUALS(tags, ('y', 'x'))", "a")]
    [InlineData("A_EQUALS(('x','y','z'), tags)", "c")]
    [InlineData("A_OVERLAPS(tags, ('z', 'q'))", "c")]
    [InlineData("A_OVERLAPS(tags, ('z', 1, TRUE, DATE('2020-01-01')))", "c")]
    [InlineData("A_CONTAINS(('a', TRUE, 1.0, 8), (8, 1))", "abcdef")]
    [InlineData("A_EQUALS((1, 2), (2.0, 1.0, 1))", "abcdef")]
    [InlineData("A_OVERLAPS((kind, 'q'), ('a'))", "ac")]
    // Functions, id and city.
    [InlineData("length(name) = 4", "cd")]
    [InlineData("upper(name) = 'CAFE'", "d")]
    [InlineData("abs(height) = 0.5", "c")]
    [InlineData("round(height) = 2 AND floor(height) < ceil(height)", "ab")]
    [InlineData("distance(geometry, POINT(7 51)) < 1000", "a")]
    [InlineData("distance(geometry, POINT(7 51)) < 200000", "ab")]
    [InlineData("area(BBOX(7,51,7.001,51.001)) > 7000 AND seats = 1", "a")]
    [InlineData("seenAt < now()", "abcd")]
    [InlineData("id = 'CITY:b'", "b")]
    [InlineData("id IN ('CITY:a', 'CITY:f', 'other:b')", "af")]
    [InlineData("city = 'CITY'", "abcdef")]
    public async Task A_filter_holds_for_these_rows(string filter, string ids)
    {
        var questions = await six.GetAsync();
        var asked = Uri.EscapeDataString(filter.Replace("CITY", questions.Items.Split('/')[2], StringComparison.Ordinal));

        Assert.Equal(ids, string.Concat(await questions.IdsAsync($"limit=2&filter={asked}")));
        Assert.Equal(ids.Length, (await questions.PageAsync($"limit=0&filter={asked}")).Matched);
    }

    [Theory]
    [InlineData("seats > 1", "kind=b&bbox=6,50,10,54", "b")]
    [InlineData("seats > 0", "bbox=6,50,10,54&datetime=2024-06-01/..", "bc")]
    [InlineData("TRUE", "seats=10", "d")]
    public async Task A_filter_is_one_condition_more(string filter, string query, string ids)
    {
        var questions = await six.GetAsync();
        Assert.Equal(ids, string.Concat(await questions.IdsAsync($"{query}&filter={Uri.EscapeDataString(filter)}")));
    }

    [Theory]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326", "S_INTERSECTS(geometry, BBOX(50,6,52.5,8.5))", "ab")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326", "S_INTERSECTS(geometry, POINT(51 7))", "a")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3857", "S_WITHIN(geometry, BBOX(667917,6446275,946218,6900000))", "ab")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/25832", "S_INTERSECTS(geometry, POLYGON((350000 5640000, 370000 5640000, 370000 5660000, 350000 5660000, 350000 5640000)))", "a")]
    public async Task Geometries_of_a_filter_may_stand_in_another_system(string crs, string filter, string ids)
    {
        var questions = await six.GetAsync();
        Assert.Equal(ids, string.Concat(await questions.IdsAsync($"filter-crs={Uri.EscapeDataString(crs)}&filter={Uri.EscapeDataString(filter)}")));
    }

    [Fact]
    public async Task Json_means_what_text_means()
    {
        var questions = await six.GetAsync();
        const string Filter = """
            {"op":"and","args":[{"op":"like","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["ca%"]}]},
            {"op":"t_before","args":[{"property":"seenAt"},{"interval":["2024-12-31T23:30:00Z",".."]}]},
            {"op":"s_within","args":[{"property":"geometry"},{"bbox":[6,50,10,54]}]}]}
            """;
        Assert.Equal("c", string.Concat(await questions.IdsAsync($"filter-lang=cql2-json&filter={Uri.EscapeDataString(Filter)}")));
    }

    [Theory]
    [InlineData("colour = 3", "colour")]
    [InlineData("name = 3", "a text")]
    [InlineData("seats = 'three'", "a number")]
    [InlineData("seats LIKE '3%'", "a number")]
    [InlineData("name + 1 = 2", "a text")]
    [InlineData("name", "a text")]
    [InlineData("avg(seats)", "avg")]
    [InlineData("avg(seats) > 1", "avg")]
    [InlineData("S_INTERSECTS(name, POINT(1 2))", "a text")]
    [InlineData("S_INTERSECTS(geometry, 'POINT(1 2)')", "a text")]
    [InlineData("S_INTERSECTS(geometry)", "takes 2")]
    [InlineData("T_AFTER(seats, DATE('2020-01-01'))", "a number")]
    [InlineData("T_AFTER(built, 'yesterday')", "yesterday")]
    [InlineData("A_CONTAINS(name, ('x'))", "a text")]
    [InlineData("tags = ('x')", "A_EQUALS")]
    [InlineData("geometry = POINT(1 2)", "S_EQUALS")]
    [InlineData("built = INTERVAL('2020-01-01','..')", "an interval")]
    [InlineData("kind IN ()", "list")]
    [InlineData("NOT seats", "a number")]
    [InlineData("isOpen AND seats", "a number")]
    [InlineData("length(seats) = 1", "a number")]
    [InlineData("S_INTERSECTS(geometry, BBOX(1,50,2,40))", "north")]
    [InlineData("name LIKE 'x\\'", "never closed")]
    [InlineData("1e308 * seats * 1e308 > 0", "calculated")]
    [InlineData("A_CONTAINS(tags, (('x', 'y')))", "array")]
    public async Task What_makes_no_sense_is_refused_in_words(string filter, string word)
    {
        var questions = await six.GetAsync();
        var problem = await questions.RefusedAsync($"filter={Uri.EscapeDataString(filter)}", "filter");
        Assert.Contains(word, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("filter=TRUE&filter-lang=cql", "filter-lang")]
    [InlineData("filter=TRUE&filter-crs=EPSG:4326", "filter-crs")]
    [InlineData("filter=TRUE&filter-lang=cql2-json", "filter")]
    [InlineData("filter=%7B%22op%22:%22not%22,%22args%22:%5Btrue%5D%7D", "filter")]
    [InlineData("filter=TRUE&filter=FALSE", "filter")]
    [InlineData("filter=S_INTERSECTS(geometry,POINT(1 2))&filter-crs=http://www.opengis.net/def/crs/EPSG/0/25832", "filter")]
    public async Task A_wrong_parameter_of_a_filter_is_named(string query, string parameter) =>
        await (await six.GetAsync()).RefusedAsync(query, parameter);
}
