using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Language;

/// <summary>How data is said in the visitor's language: numbers, times, codes, values.</summary>
public sealed class Wording(IStringLocalizer<Texts> texts, Vocabularies vocabularies, TimeProvider clock)
{
    private static readonly TimeZoneInfo Default = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary><c>de</c> or <c>en</c>.</summary>
    public string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    /// <summary>A text of the portal.</summary>
    public string Say(string text, params object[] parts) => (parts.Length == 0 ? texts[text] : texts[text, parts]).Value;

    /// <summary>A text that speaks of a number: «1 dataset», «1.234 Datensätze». Both take the number as {0}.</summary>
    public string Count(long number, string one, string many) => texts[number == 1 ? one : many, Number(number)].Value;

    /// <summary>A text of a descriptor or source file.</summary>
    public string Of(LocalText text) => text.In(Language);

    /// <summary>Title of a dataset, with its city even where the city's steward took that for granted.</summary>
    public string Title(CatalogueEntry entry)
    {
        var (title, city) = (Of(entry.Dataset.Title), Of(entry.City.Name));
        return title.Contains(city, StringComparison.CurrentCultureIgnoreCase) ? title : Say("{0} in {1}", title, city);
    }

    /// <summary>A whole number with its thousands apart.</summary>
    public string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A number as measured: up to six decimals, none invented.</summary>
    public string Number(double number) => number.ToString("#,##0.######", CultureInfo.CurrentCulture);

    /// <summary>Theme of a dataset.</summary>
    public string Theme(string code) => Of(vocabularies.Theme(code));

    /// <summary>Licence of a dataset.</summary>
    public string Licence(string code) => Of(vocabularies.Licence(code));

    /// <summary>Where the text of a licence stands, if that is known.</summary>
    public string? LicenceText(string code) => vocabularies.LicenceText(code);

    /// <summary>Update rhythm of a dataset.</summary>
    public string Frequency(string code) => Of(vocabularies.Frequency(code));

    /// <summary>What a datastream observes.</summary>
    public string ObservedProperty(string code) => Of(vocabularies.ObservedProperty(code));

    /// <summary>The same in German, whatever the visitor reads.</summary>
    public string GermanProperty(string code) => vocabularies.ObservedProperty(code).De;

    /// <summary>Day and time in <paramref name="zone"/>.</summary>
    public string Moment(DateTimeOffset time, string? zone) => Local(time, zone).ToString(
        Language == "de" ? "d. MMMM yyyy, HH:mm 'Uhr'" : "d MMMM yyyy, HH:mm", CultureInfo.CurrentCulture);

    /// <summary>Day in <paramref name="zone"/>.</summary>
    public string Day(DateTimeOffset time, string? zone) => Day(DateOnly.FromDateTime(Local(time, zone).DateTime));

    /// <summary>A day.</summary>
    public string Day(DateOnly day) => day.ToString(Language == "de" ? "d. MMMM yyyy" : "d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>How long ago, for what is younger than two days; else the day.</summary>
    public string Ago(DateTimeOffset time, string? zone) => (clock.GetUtcNow() - time) switch
    {
        { TotalMinutes: < 1 } => Say("just now"),
        { TotalMinutes: < 60 } past => Count((long)past.TotalMinutes, "{0} minute ago", "{0} minutes ago"),
        { TotalHours: < 48 } past => Count((long)past.TotalHours, "{0} hour ago", "{0} hours ago"),
        _ => Day(time, zone),
    };

    /// <summary>A length of time as a person would say it.</summary>
    public string Duration(double milliseconds) => milliseconds switch
    {
        < 1000 => Say("{0} ms", Number((long)milliseconds)),
        < 60_000 => Say("{0} s", Number(Math.Round(milliseconds / 1000, 1))),
        _ => Say("{0} min", Number(Math.Round(milliseconds / 60_000, 1))),
    };

    /// <summary>A size in bytes as a person would say it.</summary>
    public string Size(long bytes) => bytes switch
    {
        < 1024 => Say("{0} bytes", Number(bytes)),
        < 1024 * 1024 => Say("{0} KB", Number(Math.Round(bytes / 1024.0, 1))),
        _ => Say("{0} MB", Number(Math.Round(bytes / 1024.0 / 1024, 1))),
    };

    /// <summary>The value of a property; null when there is none.</summary>
    public string? Value(PropertyDescriptor property, JsonElement value, string? zone) => (property.Kind, value.ValueKind) switch
    {
        (_, JsonValueKind.Null or JsonValueKind.Undefined) => null,
        (PropertyKind.Boolean, JsonValueKind.True) => Say("yes"),
        (PropertyKind.Boolean, JsonValueKind.False) => Say("no"),
        (PropertyKind.Integer, JsonValueKind.Number) when IsYear(property) => value.GetRawText(),
        (PropertyKind.Integer, JsonValueKind.Number) => Number(value.GetInt64()),
        (PropertyKind.Number, JsonValueKind.Number) => Number(value.GetDouble()),
        (PropertyKind.Instant, JsonValueKind.String) when value.TryGetDateTimeOffset(out var time) => Local(time, zone).ToString("g", CultureInfo.CurrentCulture),
        (PropertyKind.Date, JsonValueKind.String) when DateOnly.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var day) => Day(day),
        (PropertyKind.TextList, JsonValueKind.Array) => List(property, value),
        _ => Label(property, value.ToString()),
    };

    /// <summary>What a property holds.</summary>
    public string Kind(PropertyDescriptor property) => property.Kind switch
    {
        PropertyKind.Text => Say(property.Codes is null ? "text" : "code"),
        PropertyKind.Date => Say("date"),
        PropertyKind.Instant => Say("date and time"),
        PropertyKind.Integer => Say("whole number"),
        PropertyKind.Number => Say("number"),
        PropertyKind.Boolean => Say("yes or no"),
        PropertyKind.TextList => Say("list of texts"),
        PropertyKind.Geometry => Shape(property.Geometry),
        _ => property.Kind.ToString(),
    };

    private string Shape(string? format) => format switch
    {
        "geometry-point" or "geometry-multipoint" => Say("point"),
        "geometry-linestring" or "geometry-multilinestring" => Say("line"),
        "geometry-polygon" or "geometry-multipolygon" => Say("area"),
        _ => Say("point, line or area"),
    };

    private string? List(PropertyDescriptor property, JsonElement value)
    {
        var labels = CodeLabels.Of(property, Language);
        var parts = value.EnumerateArray().Select(v => labels.GetValueOrDefault(v.ToString(), v.ToString())).ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private string Label(PropertyDescriptor property, string code) => property switch
    {
        { Codes: not null } => CodeLabels.Of(property, Language).GetValueOrDefault(code, code),
        // Time series name unit and observed property by code, row by row.
        { Name: "unit" } => Units.Symbol(code, Language),
        { Name: "property" } => ObservedProperty(code),
        _ => code,
    };

    /// <summary>Whether the numbers of a property are years: «1.998» is none that a reader would recognise.</summary>
    public static bool IsYear(PropertyDescriptor property) =>
        property.Unit == "a" || (property.Minimum >= 1000 && property.Maximum < 10_000);

    private static DateTimeOffset Local(DateTimeOffset time, string? zone) => TimeZoneInfo.ConvertTime(
        time, zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : Default);
}
