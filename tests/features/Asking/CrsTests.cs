using System.Globalization;
using System.Net;
using System.Text.Json;
using CsCheck;
using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Asking;

/// <summary>
/// Coordinate reference systems (OGC API Features Part 2). The oracle is ProjNET, which shares nothing with the PROJ of
/// the database.
/// </summary>
public sealed class CrsTests(SharedTrial shared, CrsTests.Points points) : IClassFixture<CrsTests.Points>
{
    private const string Epsg = "http://www.opengis.net/def/crs/EPSG/0/";
    private const string Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

    private static readonly MathTransform _utm32 = To(ProjectedCoordinateSystem.WGS84_UTM(32, true));
    private static readonly MathTransform _utm33 = To(ProjectedCoordinateSystem.WGS84_UTM(33, true));
    private static readonly MathTransform _mercator = To(ProjectedCoordinateSystem.WebMercator);

    /// <summary>Points over Germany.</summary>
    public sealed class Points(SharedTrial shared)
    {
        private readonly Lazy<Task<(Questions, IReadOnlyList<Thing>)>> _rows = new(async () =>
        {
            var trial = await shared.GetAsync();
            var random = new Random(7);
            var things = Enumerable.Range(0, 300)
                .Select(n => new Thing($"p{n:000}", "x", Place: (Math.Round(6 + 9 * random.NextDouble(), 7), Math.Round(47.5 + 7 * random.NextDouble(), 7)))).ToList();
            var rows = new Rows(trial, trial.NextCity());
            await rows.ThingsAsync(things);
            return (new Questions(trial, rows.City, "things"), (IReadOnlyList<Thing>)things);
        });

        public Task<(Questions Questions, IReadOnlyList<Thing> Things)> GetAsync() => _rows.Value;
    }

    public static TheoryData<string> Systems => [Crs84, Epsg + "4326", Epsg + "3857", Epsg + "25832", Epsg + "25833"];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Every_point_is_where_the_system_says(string crs)
    {
        var (questions, things) = await points.GetAsync();
        var places = things.ToDictionary(t => t.LocalId, t => Project(crs, t.Place!.Value));

        var page = await questions.PageAsync($"limit=300&crs={Uri.EscapeDataString(crs)}");

        Assert.Equal(300, page.Features.Count);
        foreach (var (feature, id) in page.Features.Zip(page.LocalIds))
        {
            var coordinates = feature.GetProperty("geometry").GetProperty("coordinates");
            Assert.InRange(Math.Abs(coordinates[0].GetDouble() - places[id].X), 0, Tolerance(crs));
            Assert.InRange(Math.Abs(coordinates[1].GetDouble() - places[id].Y), 0, Tolerance(crs));
        }
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_box_holds_what_lies_in_it_in_its_own_system(string crs)
    {
        var (questions, things) = await points.GetAsync();
        var places = things.Select(t => (t.LocalId, At: Project(crs, t.Place!.Value))).ToList();

        await Gen.Select(Gen.Int[0, 299], Gen.Int[0, 299]).SampleAsync(
            async (one, other) =>
            {
                var (a, b) = (places[one].At, places[other].At);
                // A margin, so that the corners lie inside whatever the last digit of a transformation is.
                var margin = 2 * Tolerance(crs);
                var (x1, x2) = (Math.Min(a.X, b.X) - margin, Math.Max(a.X, b.X) + margin);
                var (y1, y2) = (Math.Min(a.Y, b.Y) - margin, Math.Max(a.Y, b.Y) + margin);

                var ids = await questions.IdsAsync(string.Create(CultureInfo.InvariantCulture, $"limit=300&bbox={x1:R},{y1:R},{x2:R},{y2:R}&bbox-crs={Uri.EscapeDataString(crs)}"));

                Assert.Equal(places.Where(p => p.At.X >= x1 && p.At.X <= x2 && p.At.Y >= y1 && p.At.Y <= y2).Select(p => p.LocalId), ids);
            },
            iter: 30,
            threads: 2);
    }

    [Fact]
    public async Task The_system_is_named_with_every_answer()
    {
        var trial = await shared.GetAsync();
        var (questions, things) = await points.GetAsync();
        var feature = $"{questions.Items}/{questions.Items.Split('/')[2]}:{things[0].LocalId}";

        foreach (var address in new[] { $"{questions.Items}?limit=1", feature })
        {
            Assert.Equal($"<{Crs84}>", await ContentCrsAsync(trial, address));
            var asked = address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "crs=" + Uri.EscapeDataString(Epsg + "25832");
            Assert.Equal($"<{Epsg}25832>", await ContentCrsAsync(trial, asked));
        }

        var next = (await questions.PageAsync($"limit=1&crs={Uri.EscapeDataString(Epsg + "4326")}")).Next!;
        Assert.Equal($"<{Epsg}4326>", await ContentCrsAsync(trial, new Uri(next).PathAndQuery));
    }

    [Theory]
    [InlineData("crs=http://www.opengis.net/def/crs/0/unsupported", "crs")]
    [InlineData("crs=EPSG:25832", "crs")]
    [InlineData("crs=", "crs")]
    [InlineData("bbox-crs=http://www.opengis.net/def/crs/EPSG/0/31467&bbox=1,2,3,4", "bbox-crs")]
    [InlineData("bbox=7,51,8,52&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326", null)]
    [InlineData("bbox=51,200,52,201&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326", "bbox")]
    [InlineData("bbox=400000,5700000,300000,5800000&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/25832", "bbox")]
    [InlineData("bbox=-1e300,-1e300,1e300,1e300&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/25832", null)]
    [InlineData("bbox=-1e300,-1e300,1e300,1e300&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/25833", null)]
    [InlineData("bbox=-1e300,-1e300,1e300,1e300&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3857", null)]
    [InlineData("bbox=1e300,1e300,2e300,2e300&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/25832", null)]
    [InlineData("bbox=500000,5700000,500000,5700000&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/25832", null)]
    public async Task A_wrong_system_or_box_is_refused_and_a_strange_one_is_not(string query, string? parameter)
    {
        var (questions, _) = await points.GetAsync();
        if (parameter is null)
            await questions.PageAsync(query);
        else
            await questions.RefusedAsync(query, parameter);
    }

    [Fact]
    public async Task What_reaches_out_of_a_system_is_not_answered_in_it()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ShapesAsync([new Point(0, -90), new Point(179, 10)]);
        await trial.ExecuteAsync($"UPDATE hub.datasets SET box = '{{0,-90,179,10}}' WHERE city = '{rows.City}'");
        var questions = new Questions(trial, rows.City, "shapes");

        await questions.PageAsync($"crs={Epsg}4326");
        await questions.RefusedAsync($"crs={Epsg}25832", "crs");
        await questions.RefusedAsync($"crs={Epsg}3857", "crs");
        using var answer = await trial.Service.Http.GetAsync($"/cities/{rows.City}/ogc/collections/shapes");
        var collection = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal([Crs84, Epsg + "4326"], collection.GetProperty("crs").EnumerateArray().Select(c => c.GetString()));
    }

    private static async Task<string?> ContentCrsAsync(TrialNode trial, string address)
    {
        using var answer = await trial.Service.Http.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.TryGetValues("Content-Crs", out var values) ? values.Single() : null;
    }

    private static (double X, double Y) Project(string crs, (double X, double Y) place) => crs switch
    {
        Crs84 => place,
        Epsg + "4326" => (place.Y, place.X),
        Epsg + "3857" => _mercator.Transform(place.X, place.Y),
        Epsg + "25832" => _utm32.Transform(place.X, place.Y),
        _ => _utm33.Transform(place.X, place.Y),
    };

    /// <summary>ETRS89 and WGS 84 are the same to the database; the two programs differ by millimetres far from the zone.</summary>
    private static double Tolerance(string crs) => crs is Crs84 or Epsg + "4326" ? 1e-7 : 0.02;

    private static MathTransform To(ProjectedCoordinateSystem system) =>
        new CoordinateTransformationFactory().CreateFromCoordinateSystems(GeographicCoordinateSystem.WGS84, system).MathTransform;
}
