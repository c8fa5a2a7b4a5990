using System.Globalization;
using UrbanDataHub.Simulator;

namespace UrbanDataHub.Tests.Simulator;

public sealed class SameSeed
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_whatever_the_culture()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var culture = CultureInfo.CurrentCulture;
        Trial.Write(one.Path, Trial.Request(city: "leipzig", faults: 0.1, rows: 50));
        try
        {
            // Here 1.5 is 1,5, and the small letter of I is no i.
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Trial.Write(other.Path, Trial.Request(city: "leipzig", faults: 0.1, rows: 50));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(Trial.Bytes(one.Path), Trial.Bytes(other.Path));
    }

    [Fact]
    public void Another_seed_gives_other_bytes()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        Trial.Write(one.Path, Trial.Request(seed: 1, city: "muenchen", rows: 50));
        Trial.Write(other.Path, Trial.Request(seed: 2, city: "muenchen", rows: 50));
        var (first, second) = (Trial.Bytes(one.Path), Trial.Bytes(other.Path));
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first.Keys.Where(k => k != "SIMULATED"), file => Assert.NotEqual(first[file], second[file]));
    }

    [Fact]
    public void A_file_is_the_same_whatever_is_written_beside_it()
    {
        using var all = new TemporaryFolder();
        using var alone = new TemporaryFolder();
        Trial.Write(all.Path, Small(Trial.Request(city: "muenster")));
        Trial.Write(alone.Path, Small(Trial.Request(city: "muenster", collection: "parking-garages")));
        var (one, whole) = (Trial.Bytes(alone.Path), Trial.Bytes(all.Path));
        Assert.Equal(["SIMULATED", Path.Combine("muenster", "parkhaeuser", "Muenster.geojson")], one.Keys);
        Assert.All(one, file => Assert.Equal(file.Value, whole[file.Key]));
    }

    private static Request Small(Request request) => request with { Size = request.Size with { Scale = 0.5 } };
}
