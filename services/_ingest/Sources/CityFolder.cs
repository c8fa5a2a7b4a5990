using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>All that <c>infra/cities/&lt;city&gt;/</c> holds.</summary>
public static class CityFolder
{
    private const string CityName = "city.yaml";

    /// <summary>Reads the city file of <paramref name="city"/>.</summary>
    /// <exception cref="SourceException">It is missing or wrong; the message names file, line and key.</exception>
    public static CityFile ReadCity(string citiesFolder, string city) => CityFile.Read(Path.Combine(citiesFolder, city, CityName));

    /// <summary>Reads and checks every source of a city: features first, each group by name, as they are to be imported.</summary>
    /// <exception cref="SourceException">The first file that is wrong; the message names file, line and key.</exception>
    public static IReadOnlyList<SourceFile> ReadAll(
        string citiesFolder, CityFile city, CollectionCatalogue catalogue, Vocabularies vocabularies) =>
        SourcePaths(citiesFolder, city.City)
            .Select(file => SourceFile.Read(file, city, catalogue, vocabularies))
            .OrderBy(source => source.Order)
            .ToList();

    /// <summary>The source files of a city by name, unread.</summary>
    public static IEnumerable<string> SourcePaths(string citiesFolder, string city) =>
        Directory.EnumerateFiles(Path.Combine(citiesFolder, city), "*.yaml")
            .Where(file => Path.GetFileName(file) != CityName)
            .Order(StringComparer.Ordinal);
}
