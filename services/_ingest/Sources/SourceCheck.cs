using System.Globalization;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>What can be said wrong about a source before a single row is read: its parts against each other and the descriptor.</summary>
internal static class SourceCheck
{
    private static readonly string[] s_numberKeys = ["decimal", "thousands", "scale"];
    // The mark of the stations that come by SensorThings.
    private const string WrittenByClients = "sensorthings";

    private static readonly string[] s_timeKeys = ["formats", "zone", "ambiguous"];

    /// <exception cref="SourceException">Names file, line and key.</exception>
    public static void Check(SourceFile source, YamlMap root, Vocabularies vocabularies)
    {
        if ((source.Reading.Format == FileFormat.Inline || source.IsPulled) != (source.Files.Count == 0))
            throw root.Fault("'files' must name the files, unless the rows stand inline or come from a server");
        if (source.IsPulled)
            CheckPulled(source, root);
        if (source.Reading.Format == FileFormat.SensorThings)
            return;
        if (source.Series is { } series)
            CheckSeries(source, series, root, vocabularies);
        else
            CheckFeatures(source, root);
    }

    private static void CheckPulled(SourceFile source, YamlMap root)
    {
        if (source.Descriptor.Domain != Programs.Sensors)
            throw root.Fault($"only collections of the service 'sensors' are pulled from servers, and '{source.Collection}' is one of '{source.Descriptor.Domain}'");
        if (source.Schedule is not null)
            throw root.Fault("'schedule' is for files; 'read.every' says how often a server is asked");
        if (source.Name == WrittenByClients)
            throw root.Fault($"a pulled source cannot be called '{WrittenByClients}', as the stations that clients write are; give the file another name");
        if (source.Reading.Format != FileFormat.SensorThings)
            return;
        if (source.Descriptor.Id != "observations")
            throw root.Fault("a server of SensorThings fills the collection 'observations', and makes stations and datastreams with it");
        if (source.Series is not null || source.Properties is not null || source.Id is not null || root.Keys.Any(k => k is "geometry" or "only" or "unpivot" or "distinct"))
            throw root.Fault("a server of SensorThings says itself what its rows mean; 'series', 'map', 'id', 'geometry', 'only', 'unpivot' and 'distinct' are for others");
    }

    private static void CheckSeries(SourceFile source, SeriesSpec series, YamlMap root, Vocabularies vocabularies)
    {
        if (source.Properties is not null || source.Id is not null || root.Keys.Contains("geometry"))
            throw series.At.Fault("a series has no 'id', 'map' and 'geometry' beside it");
        if (source.Descriptor.Derived)
            throw series.At.Fault($"the collection '{source.Collection}' is filled by 'map' and not by 'series'");
        CheckTimes(series.Time, PropertyKind.Instant);
        foreach (var datastream in series.Datastreams)
        {
            vocabularies.ObservedProperty(datastream.Property);
            CheckKeys(datastream.Result, PropertyKind.Number);
        }
    }

    private static void CheckFeatures(SourceFile source, YamlMap root)
    {
        if (source.Id is null)
            throw root.Fault("'id' is missing: a field, several, or { hash: [fields] }");
        if (source.Describe is { } describe && source.Reading.Format != FileFormat.GeoPackage)
            throw describe.At.Fault("a collection is described from a layer with typed columns, so 'read.format' must be gpkg");
        if (source.Properties is null && source.Describe is null)
            throw root.Fault("'map' is missing: property: field");
        // What the layer has is known after the command 'describe'.
        if (source.IsDescribed)
            CheckAgainst(source.Descriptor, source, root);
    }

    private static void CheckAgainst(CollectionDescriptor descriptor, SourceFile source, YamlMap root)
    {
        var mapped = source.Properties ?? new Dictionary<string, ValueSpec>();
        if (!descriptor.Derived)
            throw root.Fault($"the collection '{source.Collection}' is filled by 'series' and not by 'map'");
        foreach (var (name, value) in mapped)
            CheckProperty(descriptor, name, value);
        foreach (var missing in descriptor.Properties.Where(p => p.Required && !mapped.ContainsKey(p.Name)))
            throw root.Fault($"'map' has no '{missing.Name}', which the collection '{source.Collection}' requires");
        if (descriptor.Geometry is { Required: true } && source.Geometry is null)
            throw root.Fault($"'geometry' is missing, which the collection '{source.Collection}' requires");
        if (descriptor.Geometry is null && source.Describe is null && root.Keys.Contains("geometry"))
            throw root.Fault($"the collection '{source.Collection}' has no geometry");
    }

    private static void CheckProperty(CollectionDescriptor descriptor, string name, ValueSpec value)
    {
        var property = descriptor.Properties.FirstOrDefault(p => p.Name == name) ?? throw value.At.Fault(
            $"the collection '{descriptor.Id}' has no such property; it has {string.Join(", ", descriptor.Properties.Select(p => p.Name))}");
        for (var spec = value; spec is not null; spec = spec.Else)
        {
            CheckKeys(spec, property.Kind);
            CheckTimes(spec, property.Kind);
            foreach (var result in Results(spec))
                CheckResult(spec, property, result);
        }
    }

    private static IEnumerable<string?> Results(ValueSpec value) =>
        (value.Codes?.Values ?? []).Append(value.Otherwise?.Text).Append(value.Constant);

    private static void CheckKeys(ValueSpec value, PropertyKind kind)
    {
        Refuse(value, s_numberKeys, kind is PropertyKind.Number or PropertyKind.Integer, "a number");
        Refuse(value, s_timeKeys, kind is PropertyKind.Date or PropertyKind.Instant, "a date or time");
        Refuse(value, ["true", "false"], kind == PropertyKind.Boolean, "yes or no");
        Refuse(value, ["split"], kind == PropertyKind.TextList, "a list");
    }

    private static void Refuse(ValueSpec value, string[] keys, bool fits, string what)
    {
        var wrong = fits ? null : value.Keys.FirstOrDefault(keys.Contains);
        if (wrong is not null)
            throw value.At.Fault($"'{wrong}' is for {what}, which this property is not");
    }

    private static void CheckTimes(ValueSpec value, PropertyKind kind)
    {
        if (kind != PropertyKind.Instant || value.Constant is not null)
            return;
        if (value.Zone is null && value.Formats.Any(f => !f.Contains('K') && !f.Contains('z')))
            throw value.At.Fault("'zone' is missing: the formats hold no offset");
    }

    /// <summary>A code of the source must become a value that the property can hold.</summary>
    private static void CheckResult(ValueSpec value, PropertyDescriptor property, string? result)
    {
        if (result is null)
            return;
        if (property.Codes is { } codes && !codes.Contains(result))
            throw value.At.Fault($"'{result}' is not a value of '{property.Name}'; allowed are {string.Join(", ", codes)}");
        var fits = property.Kind switch
        {
            PropertyKind.Boolean => result is "true" or "false",
            PropertyKind.Integer => long.TryParse(result, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            PropertyKind.Number => double.TryParse(result, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n),
            _ => true,
        };
        if (!fits)
            throw value.At.Fault($"'{result}' is not of the type of '{property.Name}'");
    }
}
