using System.Text.RegularExpressions;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>What <c>infra/cities/&lt;city&gt;/city.yaml</c> says of a city.</summary>
/// <param name="City">City id, the name of the folder.</param>
/// <param name="Key">Official key of the municipality (AGS in Germany).</param>
/// <param name="Zone">IANA time zone; the schedule of its sources runs by it.</param>
/// <param name="Bbox">West, south, east, north in degrees; a point outside is rejected unless a source says otherwise.</param>
/// <param name="Publisher">Publisher of a source that names none.</param>
public sealed partial record CityFile(string City, LocalText Name, string Key, string Zone, double[] Bbox, string Publisher)
{
    /// <summary>Reads a city file.</summary>
    /// <exception cref="SourceException">The file is missing or wrong; the message names file, line and key.</exception>
    public static CityFile Read(string path)
    {
        var map = YamlMap.Parse(path, YamlText.Read(path));
        var city = map.Required("city");
        if (!IdPattern().IsMatch(city.Text()))
            throw city.Fault($"'{city.Text()}' must be lower-case words joined by '-'");
        if (Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) != city.Text())
            throw city.Fault($"'{city.Text()}' must be the name of the folder");
        var zone = map.Required("zone");
        var read = new CityFile(
            city.Text(),
            map.Required("name").Local(),
            map.Required("key").Text(),
            zone.Zone().Id,
            map.Required("bbox").Box(),
            map.Required("publisher").Text());
        map.Done();
        return read;
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex IdPattern();
}
