using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator;

namespace UrbanDataHub.Tests.Simulator;

/// <summary>All files of infra/cities, sound and with faults, written once.</summary>
public sealed class EveryFile : IDisposable
{
    /// <summary>Far more than usual, so that every source has some.</summary>
    public const double FaultShare = 0.2;

    private readonly TemporaryFolder _sound = new();
    private readonly TemporaryFolder _faulty = new();

    public EveryFile()
    {
        Trial.Write(_sound.Path, Trial.Request());
        var faulty = Trial.Request(faults: FaultShare);
        Faulty = Trial.Write(_faulty.Path, faulty with { Size = faulty.Size with { Scale = 0.3 } });
    }

    internal string SoundFolder => _sound.Path;

    internal string FaultyFolder => _faulty.Path;

    internal Written Faulty { get; }

    public void Dispose()
    {
        _sound.Dispose();
        _faulty.Dispose();
    }
}

public sealed class EverySource(EveryFile files) : IClassFixture<EveryFile>
{
    public static TheoryData<string, string> Sources()
    {
        var sources = new TheoryData<string, string>();
        foreach (var city in Trial.Book.Cities)
        {
            foreach (var source in Trial.Book.Read(city).Sources.Where(s => s.Files.Count > 0))
                sources.Add(city, source.Name);
        }

        return sources;
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_source_rejects_no_simulated_row_without_faults(string city, string source)
    {
        var (cityFile, file) = Find(city, source);
        var items = Trial.Read(cityFile, file, files.SoundFolder);
        Assert.DoesNotContain(items, item => item is RejectedItem);
        Assert.NotEmpty(items);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_source_rejects_exactly_the_rows_that_were_made_wrong(string city, string source)
    {
        var (cityFile, file) = Find(city, source);
        var rejected = Trial.Read(cityFile, file, files.FaultyFolder).OfType<RejectedItem>().ToList();
        var expected = files.Faulty.Rejected.Where(r => r.Key.YamlPath == file.YamlPath).Sum(r => r.Value);
        Assert.True(expected == rejected.Count, $"{expected} rows were made wrong, {rejected.Count} rejected, such as {rejected.FirstOrDefault()}");
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_reading_is_of_a_station_that_another_source_makes(string city, string source)
    {
        var (cityFile, file) = Find(city, source);
        if (file.Order != SourceOrder.Series)
            return;
        var stations = Trial.Book.Read(city).Sources.Where(s => s.Collection == "monitoring-stations")
            .SelectMany(s => Trial.Read(cityFile, s, files.SoundFolder))
            .OfType<MappedFeature>()
            .Select(f => f.LocalId)
            .ToHashSet();
        var observations = Trial.Read(cityFile, file, files.SoundFolder).OfType<MappedObservation>().ToList();
        Assert.All(observations.Select(o => o.Station).Distinct(), id => Assert.Contains(id, stations));
        // One value a datastream and time, or the importer would call the second a contradiction.
        var values = observations.Select(o => (o.Station, o.DatastreamKey, o.PhenomenonTime, o.Result)).Distinct().ToList();
        Assert.Equal(values.Count, values.Select(v => (v.Station, v.DatastreamKey, v.PhenomenonTime)).Distinct().Count());
    }

    [Fact]
    public void About_as_many_rows_are_wrong_as_asked_for()
    {
        // One wrong row may be two rejected ones where two sources read the file; stations are spared.
        var share = (double)files.Faulty.Rejected.Values.Sum() / files.Faulty.Rows;
        Assert.InRange(share, EveryFile.FaultShare * 0.9, EveryFile.FaultShare * 1.4);
    }

    [Fact]
    public void Readings_are_counted_over_all_files_of_a_source()
    {
        var (city, source) = Find("muenster", "bicycle-counts");
        Assert.InRange(Trial.Read(city, source, files.SoundFolder).Count, 25_000, 31_000);
    }

    [Fact]
    public void Ids_of_a_collection_do_not_meet_within_a_city()
    {
        foreach (var city in Trial.Book.Cities)
        {
            var (file, sources) = Trial.Book.Read(city);
            var ids = sources.Where(s => s.Order == SourceOrder.Features)
                .SelectMany(s => Trial.Read(file, s, files.SoundFolder).OfType<MappedFeature>().Select(f => (s.Collection, f.LocalId)));
            Assert.DoesNotContain(ids.CountBy(id => id), count => count.Value > 1);
        }
    }

    private static (CityFile City, SourceFile Source) Find(string city, string source)
    {
        var (file, sources) = Trial.Book.Read(city);
        return (file, sources.Single(s => s.Name == source));
    }
}
