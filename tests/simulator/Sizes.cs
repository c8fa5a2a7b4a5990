using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Simulator;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Rows;

namespace UrbanDataHub.Tests.Simulator;

public sealed class Sizes
{
    [Fact]
    public void Rows_are_as_many_as_asked_for()
    {
        using var folder = new TemporaryFolder();
        var written = Trial.Write(folder.Path, Trial.Request(city: "muenster", collection: "playgrounds", rows: 1_234));
        var (city, sources) = Trial.Book.Read("muenster");
        var items = Trial.Read(city, sources.Single(s => s.Name == "playgrounds"), folder.Path);
        Assert.Equal((1, 1_234L, 1_234), (written.Files, written.Rows, items.OfType<MappedFeature>().Count()));
    }

    [Theory]
    [InlineData(1, 300)]
    [InlineData(0.1, 30)]
    [InlineData(3, 900)]
    public void Scale_multiplies_the_usual_size(double scale, int expected)
    {
        using var folder = new TemporaryFolder();
        var request = Trial.Request(city: "leipzig", collection: "playgrounds");
        Assert.Equal(expected, Trial.Write(folder.Path, request with { Size = request.Size with { Scale = scale } }).Rows);
    }

    [Fact]
    public void The_first_rows_of_any_number_are_there_at_once()
    {
        // A table that kept its rows would not come to the end of this.
        var city = Simulation.Plan(Trial.Book, Trial.Request(city: "muenster", collection: "playgrounds", rows: long.MaxValue / 1_000)).Single();
        var rows = new TableRows(city.Asked.Single(), 0).All().Take(10).ToList();
        Assert.Equal(10, rows.Count);
    }
}
