using System.Text.Json;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Ingest;

/// <summary>Every source of infra/cities against its real files; the expected counts were derived without this code.</summary>
public sealed class RealFiles
{
    private static readonly CollectionCatalogue _catalogue = CollectionCatalogue.Load(HubRoot.Combine("schemas", "collections"));
    private static readonly Vocabularies _vocabularies = Vocabularies.Load(HubRoot.Combine("schemas", "vocabularies"));

    public static TheoryData<string, string> Sources()
    {
        var sources = new TheoryData<string, string>();
        foreach (var expected in Expected.All)
            sources.Add(expected.City, expected.Source);
        return sources;
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_source_maps_its_real_files_to_the_expected_counts(string city, string source)
    {
        var data = SharedData.RequireFolder($"the real files of {city}/{source}");
        var expected = Expected.All.Single(e => e.City == city && e.Source == source);
        var file = Read(city, source, out var cityFile);
        var rows = SourceRows.Open(file, cityFile, file.Descriptor, data);
        var counts = new Counts();
        foreach (var item in rows.Read(TestContext.Current.CancellationToken))
            counts.Add(item);

        Assert.True(
            (expected.Read, expected.Skipped) == (rows.RowsRead, rows.RowsSkipped)
            && (expected.Features ?? 0) == counts.Features
            && (file.Order == SourceOrder.Features ? expected.Rejected == counts.RejectedRows : counts.RejectedRows <= expected.Rejected),
            $"expected {expected}\nfound read {rows.RowsRead}, skipped {rows.RowsSkipped}, {counts}\n{counts.Examples}");
    }

    [Fact]
    public void Münsters_playgrounds_lie_in_Münster_and_those_without_coordinates_are_rejected()
    {
        var (rows, city, items) = ReadAll("muenster", "playgrounds");
        var placed = items.OfType<MappedFeature>().ToList();
        Assert.All(placed, f => Assert.True(
            f.Box is [var west, var south, var east, var north] && west >= city.Bbox[0] && south >= city.Bbox[1] && east <= city.Bbox[2] && north <= city.Bbox[3], f.LocalId));
        var rejected = items.OfType<RejectedItem>().ToList();
        Assert.Equal(rows.RowsRead, placed.Count + rejected.Count);
        Assert.Equal(3, rejected.Count);
        Assert.All(rejected, r => Assert.NotEqual("", r.Reason));
    }

    [Fact]
    public void Every_row_of_Münsters_air_quality_is_imported_or_rejected_with_a_reason()
    {
        var (rows, _, items) = ReadAll("muenster", "air-quality");
        var imported = items.OfType<MappedObservation>().Select(o => (o.File, o.Line)).ToHashSet();
        var rejected = items.OfType<RejectedItem>().ToList();
        Assert.Equal(70_136, rows.RowsRead);
        Assert.Equal(70_136, rows.RowsSkipped + imported.Count + rejected.Select(r => (r.File, r.Line)).Except(imported).Count());
        Assert.All(rejected, r => Assert.NotEqual("", r.Reason));
    }

    [Fact]
    public void Every_source_of_every_city_has_expected_counts()
    {
        var sources = Directory.EnumerateDirectories(HubRoot.Combine("infra", "cities"))
            .SelectMany(folder => CityFolder.SourcePaths(HubRoot.Combine("infra", "cities"), Path.GetFileName(folder)))
            .Select(path => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}");
        Assert.Equal(sources.Order(StringComparer.Ordinal), Expected.All.Select(e => $"{e.City}/{e.Source}").Order(StringComparer.Ordinal));
    }

    private static (SourceRows Rows, CityFile City, List<MappedItem> Items) ReadAll(string city, string source)
    {
        var data = SharedData.RequireFolder($"the real files of {city}/{source}");
        var file = Read(city, source, out var cityFile);
        var rows = SourceRows.Open(file, cityFile, file.Descriptor, data);
        return (rows, cityFile, rows.Read(TestContext.Current.CancellationToken).ToList());
    }

    private static SourceFile Read(string city, string source, out CityFile cityFile)
    {
        var folder = HubRoot.Combine("infra", "cities");
        cityFile = CityFolder.ReadCity(folder, city);
        return SourceFile.Read(Path.Combine(folder, city, source + ".yaml"), cityFile, _catalogue, _vocabularies);
    }

    /// <summary>What is known of one import; observations that contradict each other are found when they are written, not here.</summary>
    internal sealed record Expected(string City, string Source, string Collection, long Read, long Skipped, long Rejected, long? Features, long? Observations)
    {
        private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

        public static IReadOnlyList<Expected> All { get; } =
            JsonSerializer.Deserialize<List<Expected>>(File.ReadAllText(HubRoot.Combine("tests", "ingest", "expected-imports.json")), _json)!;
    }

    private sealed class Counts
    {
        private readonly HashSet<(string, long)> _rejected = [];
        private readonly List<string> _examples = [];

        public long Features { get; private set; }

        public long Observations { get; private set; }

        public long RejectedRows { get; private set; }

        public string Examples => string.Join('\n', _examples);

        public void Add(MappedItem item)
        {
            switch (item)
            {
                case MappedFeature:
                    Features++;
                    break;
                case MappedObservation:
                    Observations++;
                    break;
                case RejectedItem rejected:
                    RejectedRows++;
                    _rejected.Add((rejected.File, rejected.Line));
                    if (_examples.Count < 5)
                        _examples.Add(rejected.ToString());
                    break;
                default:
                    throw new InvalidOperationException(item.ToString());
            }
        }

        public override string ToString() => $"features {Features}, observations {Observations}, rejected {RejectedRows}";
    }
}
