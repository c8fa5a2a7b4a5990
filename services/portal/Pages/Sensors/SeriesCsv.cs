using System.Globalization;
using System.Text;
using UrbanDataHub.Portal.Sensors;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>
/// <c>/sensors/series.csv?datastream=&lt;feature id&gt;&amp;from=&amp;to=</c>: what the chart of the same datastreams and instants shows (RFC 4180).
/// Where points are single values, <c>mean</c>, <c>min</c> and <c>max</c> are the value.
/// </summary>
public static class SeriesCsv
{
    private const string Header = "time,datastream,station,name,property,unit,every,count,min,mean,max,exact\r\n";

    /// <summary>Maps it.</summary>
    public static void MapSeriesCsv(this WebApplication app) => app.MapGet("/sensors/series.csv", AnswerAsync);

    private static async Task<IResult> AnswerAsync(
        string[] datastream, DateTimeOffset? from, DateTimeOffset? to, StationDirectory directory, CurveReader curves, HttpContext context, CancellationToken cancel)
    {
        var now = await directory.GetAsync(cancel);
        var chosen = datastream.Distinct().Take(CompareModel.Most).Select(now.Datastream).OfType<(Station Station, Reading Reading)>().Select(f => (f.Station, f.Reading.Datastream)).ToList();
        if (from is not { } begin || to is not { } end || begin >= end)
            return Refused("The parameters 'from' and 'to' are two instants such as 2026-03-01T00:00:00Z, the first one earlier.");
        if (chosen.Count == 0)
            return Refused("No city that answers has a datastream of the parameter 'datastream'; it takes feature ids of the collection datastreams.");
        var set = await curves.AskAsync(chosen, new Period(begin.ToUniversalTime(), end.ToUniversalTime(), chosen[0].Station.City.Zone), cancel);
        if (set.Missing.Count > 0)
            return Results.Problem($"{set.Missing[0].City.Id} does not answer; a file without it would be a part that nobody can tell from the whole.", statusCode: StatusCodes.Status503ServiceUnavailable, type: "about:blank");
        context.Response.Headers.ContentDisposition = "attachment; filename=\"series.csv\"";
        return Results.Text(Write(set), "text/csv; charset=utf-8");
    }

    private static IResult Refused(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest, type: "about:blank");

    private static string Write(CurveSet set)
    {
        var csv = new StringBuilder(Header);
        foreach (var curve in set.Curves)
        {
            var d = curve.Datastream;
            var who = string.Join(',', new[] { d.Id, curve.Station.Id, curve.Station.Name, d.Property, d.Unit, set.Every?.Text ?? "" }.Select(Field));
            foreach (var p in curve.Points.Where(p => p.Mean is not null || !p.Exact))
                csv.Append(CultureInfo.InvariantCulture, $"{Period.Written(p.Time)},{who},{p.Count},{p.Min:R},{p.Mean:R},{p.Max:R},{(p.Exact ? "true" : "false")}\r\n");
        }

        return csv.ToString();
    }

    private static string Field(string text) => text.IndexOfAny([',', '"', '\r', '\n']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
