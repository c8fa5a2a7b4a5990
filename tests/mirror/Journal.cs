using System.Globalization;
using System.Text.Json;

namespace UrbanDataHub.Tests.Mirrors;

/// <summary>
/// A mirror on disk: one file a page, made under another name and renamed, so that a page is there with its token or not
/// at all, whenever the process dies.
/// </summary>
public sealed class Journal(string folder)
{
    private int _pages = Directory.GetFiles(folder, "*.json").Length;

    /// <summary>Pages written so far, by all processes together.</summary>
    public int Pages => _pages;

    /// <summary>The mirror that all pages make.</summary>
    public Mirror Replay()
    {
        var mirror = new Mirror();
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var page = JsonDocument.Parse(File.ReadAllBytes(file));
            mirror.Apply(page.RootElement);
        }

        return mirror;
    }

    /// <summary>Adds a page.</summary>
    public void Add(byte[] page)
    {
        var path = Path.Combine(folder, _pages.ToString("000000", CultureInfo.InvariantCulture));
        File.WriteAllBytes(path + ".new", page);
        File.Move(path + ".new", path + ".json");
        _pages++;
    }
}
