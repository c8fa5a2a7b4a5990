using System.Text.Json.Serialization;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Records;

/// <summary>One dataset as a record (OGC API Records Part 1, clause 7.2): a GeoJSON feature whose geometry is its extent.</summary>
/// <param name="Geometry">The extent as a polygon; null without one.</param>
/// <param name="Time">The time that the dataset covers, which is not known of any: null.</param>
public sealed record DatasetRecord(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] object? Geometry,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] object? Time,
    RecordProperties Properties,
    IReadOnlyList<Link> Links)
{
    /// <summary>Type of a GeoJSON feature.</summary>
    public string Type => "Feature";

    /// <summary>The class of the standard that the record follows.</summary>
    public IReadOnlyList<string> ConformsTo { get; } = ["http://www.opengis.net/spec/ogcapi-records-1/1.0/req/record-core"];
}

/// <summary>What is told of a dataset (table 8 of the standard).</summary>
public sealed record RecordProperties(
    DateTimeOffset? Created,
    DateTimeOffset? Updated,
    string Type,
    string Title,
    string Description,
    IReadOnlyList<string> Keywords,
    IReadOnlyList<RecordTheme> Themes,
    RecordLanguage Language,
    IReadOnlyList<RecordLanguage> Languages,
    IReadOnlyList<ExternalId> ExternalIds,
    IReadOnlyList<RecordFormat> Formats,
    IReadOnlyList<RecordContact> Contacts,
    string License,
    string? Rights,
    string City,
    string Collection);

/// <summary>Concepts of a vocabulary.</summary>
public sealed record RecordTheme(IReadOnlyList<RecordConcept> Concepts, string Scheme);

/// <summary>One concept, by its code.</summary>
public sealed record RecordConcept(string Id);

/// <summary>A language, by its tag.</summary>
public sealed record RecordLanguage(string Code);

/// <summary>By what the dataset is known elsewhere.</summary>
public sealed record ExternalId(string Scheme, string Value);

/// <summary>A form in which it can be had.</summary>
public sealed record RecordFormat(string Name, string MediaType);

/// <summary>Who answers for it.</summary>
public sealed record RecordContact(string Organization, IReadOnlyList<string> Roles);

/// <summary>A record, and what it is searched, sorted and filtered by.</summary>
/// <param name="Box">West, south, east, north; null without an extent.</param>
/// <param name="Texts">Title, description and keywords in every language.</param>
public sealed record CatalogueEntry(DatasetRecord Record, double[]? Box, IReadOnlyList<string> Texts)
{
    /// <summary>The value of a sortable; null if there is none.</summary>
    public string? Value(string sortable) => sortable switch
    {
        "title" => Record.Properties.Title,
        "updated" => Record.Properties.Updated?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        "city" => Record.Properties.City,
        "collection" => Record.Properties.Collection,
        "type" => Record.Properties.Type,
        _ => Record.Id,
    };
}
