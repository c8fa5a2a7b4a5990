namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Filters with every operator and function (OGC 18-088, clauses 9.3.3.5.1 and 9.3.3.5.2), and bad questions.</summary>
public sealed class FilterTests(SharedSensorTown shared)
{
    [Theory]
    [InlineData("Observations", "result eq 5", 2)]
    [InlineData("Observations", "result eq '5'", 2)]
    [InlineData("Observations", "result ne 5", 118)]
    [InlineData("Observations", "result gt 27 and result lt 100", 4)]
    [InlineData("Observations", "result ge 129 or result le 0", 4)]
    [InlineData("Observations", "not (result lt 100)", 60)]
    [InlineData("Observations", "result add 1 eq 5 mul 2", 2)]
    [InlineData("Observations", "result sub 100 ge 28", 4)]
    [InlineData("Observations", "result div 0 eq 1", 0)]
    [InlineData("Observations", "result mod 10 eq 0 and result div 10 lt 3", 6)]
    [InlineData("Observations", "round(result div 10) eq 3 and floor(result div 10) eq 2 and ceiling(result div 10) eq 3", 10)]
    [InlineData("Observations", "phenomenonTime ge 2024-06-01T22:00:00Z", 24)]
    [InlineData("Observations", "phenomenonTime lt 2024-06-01T00:00:00+02:00", 0)]
    [InlineData("Observations", "phenomenonTime eq 2024-06-01T00:00:00Z/2024-06-01T02:00:00Z", 8)]
    [InlineData("Observations", "phenomenonTime ge '2024-06-01T22:00:00Z'", 24)]
    [InlineData("Observations", "year(phenomenonTime) eq 2024 and month(phenomenonTime) eq 5 and day(phenomenonTime) eq 31 and hour(phenomenonTime) eq 23", 4)]
    [InlineData("Observations", "minute(phenomenonTime) eq 0 and second(phenomenonTime) eq 0 and fractionalseconds(phenomenonTime) eq 0 and totaloffsetminutes(phenomenonTime) eq 0", 120)]
    [InlineData("Observations", "date(phenomenonTime) eq 2024-05-31", 8)]
    [InlineData("Observations", "time(phenomenonTime) ge 23:00", 8)]
    [InlineData("Observations", "phenomenonTime add duration'PT1H' gt now() or phenomenonTime lt mindatetime() or phenomenonTime gt maxdatetime()", 0)]
    [InlineData("Observations", "resultTime eq null", 120)]
    [InlineData("Observations", "resultTime ne null", 0)]
    [InlineData("Observations", "Datastream/Thing/name eq 'Bridge' and result ge 100", 30)]
    [InlineData("Observations", "Datastream/properties/key eq 'in'", 60)]
    [InlineData("Things", "Datastreams/Observations/result gt 128", 2)]
    [InlineData("Things", "not (Datastreams/Observations/result gt 128)", 1)]
    [InlineData("Things", "properties/kind eq 'bicycle-traffic'", 3)]
    [InlineData("Things", "properties/nothing eq null", 3)]
    [InlineData("Things", "properties/kind gt 3", 0)]
    [InlineData("Things", "startswith(name, 'B') or endswith(name, 'ion')", 2)]
    [InlineData("Things", "substringof('tat', name)", 1)]
    [InlineData("Things", "length(name) eq 3 and indexof(name, 'w') eq 2", 1)]
    [InlineData("Things", "substring(name, 1) eq 'ew' or substring(name, 1, 2) eq 'ri'", 2)]
    [InlineData("Things", "tolower(toupper(trim(concat(' ', name)))) eq 'new'", 1)]
    [InlineData("Things", "name eq 'O''Neill'", 0)]
    [InlineData("Things", "id gt 0 and @iot.id lt 1000000", 3)]
    [InlineData("Locations", "geo.distance(location, geography'POINT(7.5 51.5)') lt 0.05", 1)]
    [InlineData("Locations", "geo.intersects(location, geography'POLYGON((7.55 51,8 51,8 52,7.55 52,7.55 51))')", 2)]
    [InlineData("Locations", "st_within(location, geography'POLYGON((7.55 51,8 51,8 52,7.55 52,7.55 51))') and geo.length(location) eq 0", 2)]
    [InlineData("Locations", "st_equals(location, geography'SRID=4326;POINT(7.5 51.5)') or st_relate(location, geography'POINT(7.6 51.5)', '0FFFFFFF2')", 2)]
    [InlineData("Locations", "st_disjoint(location, geography'POINT(7.5 51.5)') and not st_touches(location, geography'POINT(7.5 51.5)') and not st_crosses(location, geography'LINESTRING(0 0,1 1)') and not st_overlaps(location, geography'POINT(0 0)')", 2)]
    public async Task A_filter_finds_so_many(string set, string filter, int count)
    {
        var town = await shared.GetAsync();
        var page = await town.AskAsync($"/{set}?$count=true&$filter={Uri.EscapeDataString(filter)}");

        Assert.Equal(count, page.GetProperty("@iot.count").GetInt32());
        Assert.Equal(Math.Min(100, count), page.GetProperty("value").GetArrayLength());
    }

    [Theory]
    [InlineData("$filter", "result eq")]
    [InlineData("$filter", "result eq 5 6")]
    [InlineData("$filter", "result")]
    [InlineData("$filter", "results eq 5")]
    [InlineData("$filter", "result gt null")]
    [InlineData("$filter", "result eq geography'POINT(7)'")]
    [InlineData("$filter", "result eq duration'soon'")]
    [InlineData("$filter", "phenomenonTime gt 2024-13-41T00:00:00Z")]
    [InlineData("$filter", "phenomenonTime gt 5")]
    [InlineData("$filter", "round(1,2) eq 3")]
    [InlineData("$filter", "shout('a') eq 'A'")]
    [InlineData("$filter", "result eq 'open")]
    [InlineData("$filter", "result eq 5; DROP TABLE hub.observations")]
    [InlineData("$filter", "Datastream/nothing eq 1")]
    [InlineData("$filter", "result/x eq 1")]
    [InlineData("$filter", "substring('abc', 0, -1) eq 'a'")]
    [InlineData("$filter", "result mul 1e308 gt 5 and result gt 100")]
    [InlineData("$filter", "and()")]
    [InlineData("$filter", "eq(5)")]
    [InlineData("$filter", "not not()")]
    [InlineData("$filter", "time(phenomenonTime) eq 99:99")]
    [InlineData("$filter", "geo.length(geography'GEOMETRYCOLLECTION(POINT(1 1))') eq 0")]
    [InlineData("$filter", "st_relate(geography'POINT(1 1)', geography'POINT(1 1)', 'colour')")]
    [InlineData("$orderby", "colour")]
    [InlineData("$orderby", "result sideways")]
    [InlineData("$select", "colour")]
    [InlineData("$expand", "Things")]
    [InlineData("$expand", "Datastream(top=1)")]
    [InlineData("$expand", "Datastream($top=1")]
    [InlineData("$expand", "Datastream($select=name),Datastream")]
    [InlineData("$expand", "Datastream/Thing/Datastreams/Thing/Datastreams/Thing")]
    [InlineData("$top", "many")]
    [InlineData("$top", "-1")]
    [InlineData("$skip", "x")]
    [InlineData("$count", "yes")]
    [InlineData("$skiptoken", "abc")]
    [InlineData("$colour", "red")]
    [InlineData("colour", "red")]
    public async Task A_wrong_option_is_named(string option, string value)
    {
        var town = await shared.GetAsync();
        var problem = await town.ProblemAsync($"/Observations?{option}={Uri.EscapeDataString(value)}", 400);

        var named = problem.GetProperty("parameter").GetString()!;
        Assert.True(named == option || value.Contains(named, StringComparison.Ordinal), named);
    }

    [Fact]
    public async Task A_filter_that_never_ends_is_refused_before_work_is_done()
    {
        var town = await shared.GetAsync();
        foreach (var bomb in new[] { new string('(', 5000), string.Concat(Enumerable.Repeat("not ", 5000)) + "true", string.Join(" add ", Enumerable.Repeat("1", 5000)) + " eq 1" })
            Assert.Equal("$filter", (await town.ProblemAsync($"/Observations?$filter={Uri.EscapeDataString(bomb)}", 400)).GetProperty("parameter").GetString());
        var chain = string.Join(" or ", Enumerable.Range(0, 400).Select(n => $"result eq {n}"));
        Assert.Equal(120, (await town.AskAsync($"/Observations?$count=true&$top=0&$filter={Uri.EscapeDataString(chain)}")).GetProperty("@iot.count").GetInt32());
    }

    [Theory]
    [InlineData("/Unicorns")]
    [InlineData("/Things(99999999)")]
    [InlineData("/Things(x)")]
    [InlineData("/Things(1)/colour")]
    [InlineData("/Things(1)/name/$value/more")]
    [InlineData("/Things/name")]
    [InlineData("/Things(99999999)/Datastreams")]
    [InlineData("/Observations(1)/Datastream(1)")]
    [InlineData("/Things(1")]
    [InlineData("/Things(99999999999999999999)")]
    public async Task What_is_not_there_is_a_404(string path)
    {
        var town = await shared.GetAsync();
        await town.ProblemAsync(path, 404);
    }
}
