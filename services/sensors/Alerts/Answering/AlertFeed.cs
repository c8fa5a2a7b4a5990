using System.Globalization;
using System.ServiceModel.Syndication;
using System.Xml;
using UrbanDataHub.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Alerts.Answering;

/// <summary>The words of a feed. Readers of feeds name no language in their headers, so its address does.</summary>
internal sealed record AlertFeedWords(string Language, string Alerts, string Over, string Since, string Until, string Result)
{
    /// <summary>Where no language is asked for.</summary>
    public static AlertFeedWords German { get; } = new("de", "Warnungen", "beendet", "Seit", "bis", "Wert");

    private static readonly AlertFeedWords _english = new("en", "Alerts", "over", "Since", "until", "Value");

    /// <summary>Those of a language; null if there are none.</summary>
    public static AlertFeedWords? Of(string language) => language == German.Language ? German : language == _english.Language ? _english : null;
}

/// <summary>Alerts as an Atom feed (RFC 4287).</summary>
internal static class AlertFeed
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/atom+xml; charset=utf-8";

    /// <summary>The document.</summary>
    /// <param name="self">Its address.</param>
    /// <param name="alerts">Newest first.</param>
    public static byte[] Write(string city, string self, IReadOnlyList<Alert> alerts, AlertFeedWords words)
    {
        var feed = new SyndicationFeed(alerts.Select(alert => Item(alert, self, words)))
        {
            Id = SelfAddress.Path(self),
            Title = new TextSyndicationContent($"{words.Alerts}: {city}"),
            Language = words.Language,
            // A feed without entries has not been updated since it could have been.
            LastUpdatedTime = alerts.Count == 0 ? DateTimeOffset.UnixEpoch : alerts.Max(Updated),
        };
        feed.Authors.Add(new SyndicationPerson { Name = city });
        feed.Links.Add(SyndicationLink.CreateSelfLink(new Uri(self)));
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes))
            new Atom10FeedFormatter(feed).WriteTo(xml);
        return bytes.ToArray();
    }

    // The id stays while the alert does: a reader shows the entry anew when it is over.
    private static SyndicationItem Item(Alert alert, string self, AlertFeedWords words)
    {
        var item = new SyndicationItem
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{SelfAddress.Path(self)}#{alert.Id}"),
            Title = new TextSyndicationContent(alert.Title.In(words.Language) + (alert.ClearedAt is null ? "" : $" ({words.Over})")),
            Summary = new TextSyndicationContent(Summary(alert, words)),
            PublishDate = alert.RaisedAt,
            LastUpdatedTime = Updated(alert),
        };
        item.Categories.Add(new SyndicationCategory(alert.Severity));
        item.Categories.Add(new SyndicationCategory(alert.Rule));
        foreach (var curve in alert.Curve.Links)
            item.Links.Add(new SyndicationLink(new Uri(curve), "related", null, "application/json", 0));
        return item;
    }

    private static string Summary(Alert alert, AlertFeedWords words)
    {
        var begun = string.Create(CultureInfo.InvariantCulture, $"{words.Since} {alert.RaisedAt:yyyy-MM-ddTHH:mm:ssZ}");
        var ended = alert.ClearedAt is { } cleared ? string.Create(CultureInfo.InvariantCulture, $" {words.Until} {cleared:yyyy-MM-ddTHH:mm:ssZ}") : "";
        var result = alert.Result is { } value ? string.Create(CultureInfo.InvariantCulture, $". {words.Result}: {value}") : "";
        return $"{begun}{ended}{result}.{(alert.Text is { } text ? " " + text.In(words.Language) : "")}";
    }

    private static DateTimeOffset Updated(Alert alert) => alert.ClearedAt ?? alert.RaisedAt;
}
