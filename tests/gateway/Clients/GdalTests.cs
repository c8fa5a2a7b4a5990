using System.Globalization;
using System.Text.RegularExpressions;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Clients;

/// <summary>GDAL, as people of the trade use it, reads every collection with all its rows.</summary>
public sealed partial class GdalTests(SharedNodes shared)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ogrinfo_counts_every_collection_as_it_is(int node)
    {
        var nodes = await shared.GetAsync();
        var http = nodes.Gateways[node];

        var report = await Shell.RunAsync(Prerequisite.Program("ogrinfo"), ["-al", "-so", $"OAPIF:{http.BaseAddress}ogc"]);

        var counts = Layer().Matches(report).ToDictionary(m => m.Groups["id"].Value, m => int.Parse(m.Groups["count"].Value, CultureInfo.InvariantCulture));
        Assert.Equal((nodes.Towns.Benches.Count, 6, 2), (counts["benches"], counts["wards"], counts["moods"]));
        Assert.Contains("passers", counts.Keys);
    }

    [Fact]
    public async Task Ogr2ogr_pages_through_all_rows_and_every_point_lies_where_it_should()
    {
        var nodes = await shared.GetAsync();
        var program = Prerequisite.Program("ogr2ogr");

        var csv = await Shell.RunAsync(program, [
            "-f", "CSV", "/vsistdout/", $"OAPIF:{nodes.Http.BaseAddress}ogc", "benches",
            "-select", "id", "-lco", "GEOMETRY=AS_XY", "-oo", "PAGE_SIZE=20", "-oo", "INITIAL_REQUEST_PAGE_SIZE=20"]);

        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split(','));
        var read = lines.ToDictionary(l => l[2], l => (Number(l[0]), Number(l[1])));
        Assert.Equal(nodes.Towns.Benches.ToDictionary(b => b.Id, b => (b.Longitude, b.Latitude)), read);
    }

    private static double? Number(string text) => text.Length == 0 ? null : Math.Round(double.Parse(text, CultureInfo.InvariantCulture), 6);

    [GeneratedRegex(@"Layer name: (?<id>\S+)[\s\S]*?Feature Count: (?<count>\d+)")]
    private static partial Regex Layer();
}
