using System.Text;

namespace UrbanDataHub.Tests.EndToEnd;

/// <summary>A city with one source: a file of playgrounds that is written anew in versions, each of which changes every row.</summary>
internal sealed class SmallCity : IDisposable
{
    /// <summary>Enough rows for an import to take long enough to be hit.</summary>
    public const int Rows = 6_000;

    private readonly string _root = Directory.CreateTempSubdirectory("hub-city-").FullName;

    public SmallCity()
    {
        Write("cities/kleinstadt/city.yaml", """
            city: kleinstadt
            name: { de: Kleinstadt, en: Small Town }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [7, 51, 8, 52]
            publisher: Stadt Kleinstadt
            """);
        Write("cities/kleinstadt/playgrounds.yaml", """
            collection: playgrounds
            title: { de: Spielplätze, en: Playgrounds }
            description: { de: Alle., en: All. }
            licence: cc-zero
            rights: A
            frequency: NEVER
            files:
              - { path: playgrounds.csv, url: "https://kleinstadt.example/playgrounds.csv" }
            read: { format: csv }
            id: id
            map: { name: name }
            geometry:
              point: { x: x, y: y }
            """);
        WriteVersion(1);
    }

    /// <summary>How a node is started with it.</summary>
    public TestNodeOptions Options => new() { CitiesFolder = Path.Combine(_root, "cities"), Data = Path.Combine(_root, "data") };

    /// <summary>Replaces the file; each row is then called after the version. The old file is there until the new one is.</summary>
    public void WriteVersion(int version)
    {
        var text = new StringBuilder("id,name,x,y\n");
        for (var i = 1; i <= Rows; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i:00000},v{version},{7 + i % 100 / 101.0:0.0000},{51 + i / 100 % 100 / 101.0:0.0000}\n");
        Write("data/new.csv", text.ToString());
        File.Move(Path.Combine(_root, "data", "new.csv"), Path.Combine(_root, "data", "playgrounds.csv"), overwrite: true);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
