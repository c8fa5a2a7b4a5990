using System.Globalization;
using System.Text.RegularExpressions;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>One file of a source.</summary>
/// <param name="Path">Path below the data folder, with <c>/</c>.</param>
/// <param name="Address">Where the public finds it.</param>
/// <param name="Repository">GitHub repository that holds it; null when the address is the city's own.</param>
/// <param name="RepositoryFile">Path inside the repository.</param>
/// <param name="Optional">True when the source is complete without it.</param>
public sealed record SourcePath(string Path, string Address, string? Repository, string? RepositoryFile, bool Optional)
{
    /// <summary>What tells the file from the others of its family (<c>each</c>).</summary>
    internal IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the bytes are: <see cref="Address"/> itself, or the file on <paramref name="gitHub"/>, the server of repositories' raw files.</summary>
    internal Uri Download(Uri gitHub) => Repository is null
        ? new Uri(Address)
        : new Uri($"{gitHub.ToString().TrimEnd('/')}/{Repository}/HEAD/{SourceFiles.EscapePath(RepositoryFile!)}");
}

/// <summary>Reads the <c>files</c> of a source and multiplies families of files.</summary>
internal static partial class SourceFiles
{
    public static IReadOnlyList<SourcePath> Read(YamlValue? files)
    {
        if (files is null)
            return [];
        var all = files.Items().SelectMany(ReadEntry).ToList();
        if (all.Count == 0)
            throw files.Fault("names no file");
        var twice = all.GroupBy(f => f.Path, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? all : throw files.Fault($"'{twice.Key}' is there twice");
    }

    private static List<SourcePath> ReadEntry(YamlValue entry)
    {
        var map = entry.Map();
        var path = map.Required("path");
        var repository = map.Optional("repository");
        var file = map.Optional("file");
        var url = map.Optional("url");
        var optional = map.Optional("optional")?.Flag() ?? false;
        var each = ReadEach(map.Optional("each"));
        map.Done();
        if ((url is null) == (repository is null) || (file is null) != (repository is null))
            throw entry.Fault("the public address is missing: either 'repository' with 'file', or 'url'");
        CheckPath(path);
        CheckAddress(repository, file, url);
        CheckNames(path, each);
        return Combinations(each).Select(names => Make(names, path, repository, file, url, optional)).ToList();
    }

    private static SourcePath Make(
        Dictionary<string, string> names, YamlValue path, YamlValue? repository, YamlValue? file, YamlValue? url, bool optional)
    {
        var inRepository = file is null ? null : Fill(file, names);
        var address = url is not null
            ? Fill(url, names)
            : $"https://github.com/{repository!.Text()}/blob/HEAD/{EscapePath(inRepository!)}";
        return new SourcePath(Fill(path, names), address, repository?.Text(), inRepository, optional) { Names = names };
    }

    /// <summary>Escapes each part of a path for a URL.</summary>
    public static string EscapePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static void CheckPath(YamlValue path)
    {
        var parts = path.Text().Split('/');
        if (parts.Any(p => p is "" or "." or "..") || path.Text().Contains('\\', StringComparison.Ordinal))
            throw path.Fault($"'{path.Text()}' must be a path below the data folder, such as playgrounds/2026.csv");
    }

    private static void CheckAddress(YamlValue? repository, YamlValue? file, YamlValue? url)
    {
        if (repository is not null && !RepositoryPattern().IsMatch(repository.Text()))
            throw repository.Fault($"'{repository.Text()}' must be owner/name on GitHub");
        if (file is not null)
            CheckPath(file);
        if (url is not null && !(Uri.TryCreate(url.Text(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw url.Fault($"'{url.Text()}' must be an address that begins with https:// or http://");
    }

    private static void CheckNames(YamlValue path, List<(YamlValue Name, string Text, List<string> Values)> each)
    {
        foreach (var (name, text, _) in each)
        {
            if (!path.Text().Contains($"{{{text}}}", StringComparison.Ordinal))
                throw name.Fault($"'{{{text}}}' must be in the path, or its files would share one");
        }
    }

    private static List<(YamlValue Name, string Text, List<string> Values)> ReadEach(YamlValue? each) =>
        each is null
            ? []
            : each.Map().All().Select(e => (e.Value, e.Name, e.Value.Items().SelectMany(Range).ToList())).ToList();

    private static IEnumerable<Dictionary<string, string>> Combinations(List<(YamlValue Name, string Text, List<string> Values)> each)
    {
        IEnumerable<Dictionary<string, string>> all = [[]];
        foreach (var (_, name, values) in each)
            all = all.SelectMany(known => values.Select(value => new Dictionary<string, string>(known) { [name] = value }));
        return all;
    }

    private static string Fill(YamlValue template, Dictionary<string, string> names) =>
        NamePattern().Replace(template.Text(), match => names.TryGetValue(match.Groups[1].Value, out var value)
            ? value
            : throw template.Fault($"'{match.Value}' stands in no 'each'"));

    /// <summary>A value, or the months or days from one to another.</summary>
    private static IEnumerable<string> Range(YamlValue item)
    {
        var ends = item.Text().Split("..");
        if (ends.Length == 1)
            return [item.Text()];
        foreach (var (format, step) in new (string, Func<DateOnly, DateOnly>)[]
            { ("yyyy-MM", d => d.AddMonths(1)), ("yyyy-MM-dd", d => d.AddDays(1)), ("yyyy", d => d.AddYears(1)) })
        {
            if (ends.Length == 2 && Parse(ends[0], format) is { } from && Parse(ends[1], format) is { } to && from <= to)
                return Count(from, to, step).Select(d => d.ToString(format, CultureInfo.InvariantCulture));
        }

        throw item.Fault($"'{item.Text()}' must count up over years, months or days, such as 2024-01..2024-12");
    }

    private static DateOnly? Parse(string text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static IEnumerable<DateOnly> Count(DateOnly from, DateOnly to, Func<DateOnly, DateOnly> step)
    {
        for (var date = from; date <= to; date = step(date))
            yield return date;
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$")]
    private static partial Regex RepositoryPattern();
}
