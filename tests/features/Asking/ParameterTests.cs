using System.Net;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Asking;

/// <summary>Every wrong question is a 400 with a problem document that names the parameter (RFC 9457).</summary>
public sealed class ParameterTests(SharedTrial shared, ParameterTests.SixThings six) : IClassFixture<ParameterTests.SixThings>
{
    [Theory]
    [InlineData("limit", "-1")]
    [InlineData("limit", "+1")]
    [InlineData("limit", "ten")]
    [InlineData("limit", "1.5")]
    [InlineData("limit", "")]
    [InlineData("limit", "%31%20")]
    [InlineData("bbox", "")]
    [InlineData("bbox", "1,2,3")]
    [InlineData("bbox", "1,2,3,4,5")]
    [InlineData("bbox", "1,2,3,north")]
    [InlineData("bbox", "1;2;3;4")]
    [InlineData("bbox", "1,4,3,2")]
    [InlineData("bbox", "NaN,2,3,4")]
    [InlineData("bbox", "1,2,3,Infinity")]
    [InlineData("bbox", "1,2,1e400,4")]
    [InlineData("bbox", "-181,2,3,4")]
    [InlineData("bbox", "1,2,181,4")]
    [InlineData("bbox", "1,-91,3,4")]
    [InlineData("bbox", "1,2,3,91")]
    [InlineData("bbox", "1,2,low,3,4,5")]
    [InlineData("datetime", "")]
    [InlineData("datetime", "yesterday")]
    [InlineData("datetime", "2024")]
    [InlineData("datetime", "2024-13-01")]
    [InlineData("datetime", "2024-06-31T00:00:00Z")]
    [InlineData("datetime", "2024-06-01T00:00:00")]
    [InlineData("datetime", "2024-06-01T25:00:00Z")]
    [InlineData("datetime", "06/01/2024 00:00:00Z")]
    [InlineData("datetime", "2024-06-01 00:00:00Z")]
    [InlineData("datetime", "../..")]
    [InlineData("datetime", "/")]
    [InlineData("datetime", "2024-06-02/2024-06-01")]
    [InlineData("datetime", "2024-06-01/2024-06-02/2024-06-03")]
    [InlineData("cursor", "")]
    [InlineData("cursor", "made-up")]
    [InlineData("cursor", "@@@")]
    [InlineData("cursor", "AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("seats", "two")]
    [InlineData("seats", "2.0")]
    [InlineData("seats", "99999999999999999999")]
    [InlineData("height", "1,5")]
    [InlineData("height", "NaN")]
    [InlineData("isOpen", "yes")]
    [InlineData("isOpen", "TRUE")]
    [InlineData("built", "01.06.2024")]
    [InlineData("seenAt", "2024-06-01")]
    [InlineData("name", "%00")]
    [InlineData("tags", "a%00b")]
    [InlineData("colour", "red")]
    [InlineData("Limit", "5")]
    [InlineData("geometry", "POINT(1 1)")]
    [InlineData("geom", "x")]
    [InlineData("local_id", "x")]
    [InlineData("deleted_at", "")]
    [InlineData("name'--", "x")]
    public async Task A_bad_value_or_an_unknown_parameter(string parameter, string value)
    {
        var (questions, _) = await six.GetAsync();
        await questions.RefusedAsync($"{Uri.EscapeDataString(parameter)}={value}", parameter);
    }

    [Theory]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("bbox=1,2,3,4&bbox=1,2,3,4", "bbox")]
    [InlineData("kind=a&kind=b", "kind")]
    public async Task A_parameter_is_given_once(string query, string parameter)
    {
        var (questions, _) = await six.GetAsync();
        await questions.RefusedAsync(query, parameter);
    }

    [Fact]
    public async Task An_unknown_parameter_is_told_those_that_there_are()
    {
        var (questions, _) = await six.GetAsync();
        var detail = (await questions.RefusedAsync("colour=red", "colour")).GetProperty("detail").GetString();
        Assert.Contains("limit, cursor, bbox, bbox-crs, datetime, filter, filter-lang, filter-crs, sortby, crs, properties, exclude-properties, after, keys, name, kind, seats", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/cities/{city}/datasets")]
    [InlineData("/cities/{city}/ogc/collections")]
    [InlineData("/cities/{city}/ogc/collections/things")]
    [InlineData("/cities/{city}/ogc/collections/things/schema")]
    [InlineData("/cities/{city}/ogc/collections/things/queryables")]
    [InlineData("/cities/{city}/ogc/collections/things/items/{city}:1")]
    [InlineData("/downloads/{city}/things.csv")]
    [InlineData("/downloads/{city}/things.geojson")]
    public async Task Addresses_without_parameters_refuse_any(string address)
    {
        var (questions, city) = await six.GetAsync();
        var problem = await questions.ProblemAsync(address.Replace("{city}", city, StringComparison.Ordinal) + "?limit=5", HttpStatusCode.BadRequest);
        Assert.Equal("limit", problem.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_question()
    {
        var (questions, _) = await six.GetAsync();
        var cursor = await CursorAsync(questions, "limit=1&kind=a");

        Assert.Equal(["3"], (await questions.PageAsync($"limit=1&kind=a&cursor={cursor}")).LocalIds);
        // The size of a page is not part of the question.
        Assert.Equal(["3", "5"], (await questions.PageAsync($"limit=7&kind=a&cursor={cursor}")).LocalIds);
        await questions.RefusedAsync($"limit=1&cursor={cursor}", "cursor");
        await questions.RefusedAsync($"limit=1&kind=b&cursor={cursor}", "cursor");
        await questions.RefusedAsync($"limit=1&kind=a&seats=1&cursor={cursor}", "cursor");
        await questions.RefusedAsync($"limit=1&kind=a&bbox=1,2,3,4&cursor={cursor}", "cursor");
        await questions.RefusedAsync($"limit=1&kind=a&datetime=2024-06-01&cursor={cursor}", "cursor");
    }

    [Fact]
    public async Task A_cursor_is_not_fooled_by_values_that_look_like_further_parameters()
    {
        var (questions, _) = await six.GetAsync();
        var cursor = await CursorAsync(questions, "limit=1&kind=a%7Cname%3Dx");

        await questions.RefusedAsync($"limit=1&kind=a&name=x&cursor={cursor}", "cursor");
    }

    [Fact]
    public async Task A_cursor_tells_instants_apart_by_the_microsecond()
    {
        var (questions, _) = await six.GetAsync();
        var cursor = await CursorAsync(questions, "limit=1&datetime=2024-06-01T00:00:00.000001Z");

        await questions.RefusedAsync("limit=1&datetime=2024-06-01T00:00:00.000002Z&cursor=" + cursor, "cursor");
    }

    [Fact]
    public async Task A_cursor_of_another_city_or_collection_is_refused()
    {
        var (questions, city) = await six.GetAsync();
        var trial = await shared.GetAsync();
        var cursor = await CursorAsync(questions, "limit=1");
        var other = new Rows(trial, trial.NextCity());
        await other.ThingsAsync([new("1", "x")]);
        await other.DescribeAsync("days", 0);

        await new Questions(trial, other.City, "things").RefusedAsync("limit=1&cursor=" + cursor, "cursor");
        await new Questions(trial, other.City, "days").RefusedAsync("limit=1&cursor=" + cursor, "cursor");
        Assert.NotEqual(city, other.City);
    }

    [Fact]
    public async Task An_altered_cursor_is_refused()
    {
        var (questions, _) = await six.GetAsync();
        var cursor = await CursorAsync(questions, "limit=1");
        for (var i = 0; i < cursor.Length; i++)
        {
            var altered = new StringBuilder(cursor) { [i] = cursor[i] == 'B' ? 'C' : 'B' }.ToString();
            await questions.RefusedAsync("limit=1&cursor=" + altered, "cursor");
        }

        await questions.RefusedAsync("limit=1&cursor=" + cursor[..^3], "cursor");
    }

    [Fact]
    public async Task No_stack_trace_and_no_sql_leaves_the_process()
    {
        var trial = await shared.GetAsync();
        var problem = await new Questions(trial, "early", "faulty").ProblemAsync("/cities/early/ogc/collections/faulty/items?limit=100", HttpStatusCode.InternalServerError);
        var text = JsonSerializer.Serialize(problem);

        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("division", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SELECT", text, StringComparison.Ordinal);
    }

    /// <summary>The cursor of the second page; what the first one asked matches three things at least, or this fails.</summary>
    private static async Task<string> CursorAsync(Questions questions, string query)
    {
        var next = new Uri((await questions.PageAsync(query)).Next!).Query;
        return next[(next.IndexOf("cursor=", StringComparison.Ordinal) + 7)..];
    }

    /// <summary>A city of six things.</summary>
    public sealed class SixThings(SharedTrial shared)
    {
        private readonly Lazy<Task<(Questions Questions, string City)>> _made = new(async () =>
        {
            var trial = await shared.GetAsync();
            var rows = new Rows(trial, trial.NextCity());
            await rows.ThingsAsync([
                new("1", "x", "a"), new("2", "x", "b"), new("3", "x", "a"), new("4", "x", "a|name=x"), new("5", "x", "a"), new("6", "x", "a|name=x"),
            ]);
            return (new Questions(trial, rows.City, "things"), rows.City);
        });

        public Task<(Questions Questions, string City)> GetAsync() => _made.Value;
    }
}
