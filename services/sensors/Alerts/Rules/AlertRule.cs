using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Sensors.Quality;

namespace UrbanDataHub.Sensors.Alerts.Rules;

/// <summary>One file of <c>infra/cities/&lt;city&gt;/alerts/</c>: when there is an alert, what it is called, who is told.</summary>
/// <param name="Name">Name of the file, without extension.</param>
/// <param name="IsTogether">Whether several conditions make one alert; otherwise each datastream of the one condition has its own.</param>
/// <param name="All">Whether all conditions must hold, or any of them.</param>
/// <param name="Suspect">Whether readings count that quality doubts. Those of a wrong clock and duplicates never do.</param>
/// <param name="Oldest">Readings that are older when they come are history and alert nobody.</param>
/// <param name="Definition">Changes when what is looked at changes, so that what was found before is forgotten.</param>
internal sealed partial record AlertRule(
    string City, string Name, LocalText Title, LocalText? Text, string Severity, IReadOnlyList<Condition> Conditions, bool IsTogether, bool All, bool Suspect, TimeSpan Oldest,
    IReadOnlyList<Webhook> Webhooks, string Definition)
{
    private static readonly TimeSpan _usualOldest = TimeSpan.FromDays(1);

    /// <summary>Reads a file.</summary>
    /// <exception cref="SourceException">It is wrong; the message names file, line and key.</exception>
    public static AlertRule Read(string path, string city)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var text = YamlText.Read(path);
        var map = YamlMap.Parse(path, text);
        if (!NamePattern().IsMatch(name))
            throw map.Fault("the name of the file must be lower-case words joined by '-': it is part of topics");
        var (conditions, together, all) = ReadConditions(map);
        var rule = new AlertRule(
            city, name, map.Required("title").Local(), map.Optional("text")?.Local(), map.Required("severity").OneOf("minor", "moderate", "severe", "extreme"),
            conditions, together, all, map.Optional("suspect")?.Flag() ?? false,
            map.Optional("oldest") is { } oldest ? Durations.Positive(oldest) : _usualOldest,
            map.Optional("webhooks")?.Items().Select(Webhook.Read).ToList() ?? [],
            "");
        map.Done();
        return rule with { Definition = Digest(rule) };
    }

    private static (IReadOnlyList<Condition>, bool Together, bool All) ReadConditions(YamlMap map)
    {
        var (all, any) = (map.Optional("all"), map.Optional("any"));
        if (all is not null && any is not null)
            throw any.Fault("stands beside 'all'; a rule has one of the two");
        if ((all ?? any) is not { } several)
            return ([Condition.Read(map)], false, true);
        var conditions = several.Items().Select(item =>
        {
            var one = item.Map();
            var condition = Condition.Read(one);
            one.Done();
            return condition;
        }).ToList();
        return conditions.Count > 1 ? (conditions, true, all is not null) : throw several.Fault("must be a list of at least two conditions");
    }

    private static string Digest(AlertRule rule) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{rule.IsTogether} {rule.All} {rule.Suspect} {string.Join(';', rule.Conditions)}")))[..16];

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex NamePattern();
}
