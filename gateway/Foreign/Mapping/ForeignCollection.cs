using System.Text.Json;
using NetTopologySuite.Geometries;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign.Mapping;

/// <summary>A collection of ours, and what of a foreign server fills it.</summary>
/// <param name="From">Id of the foreign collection, or name of the entity set.</param>
/// <param name="Rules">How each property is read, in the order of the descriptor's; null for one that the server does not have.</param>
/// <param name="Dataset">What is told of it as a dataset.</param>
public sealed record ForeignCollection(CollectionDescriptor Descriptor, string From, IReadOnlyList<ValueRule?> Rules, Dataset Dataset)
{
    /// <summary>The field that holds the local id; null for the foreign server's own id.</summary>
    public string? Id { get; init; }

    /// <summary>Where a row has its geometry; null for where its kind of server has it.</summary>
    public string? Geometry { get; init; }

    /// <summary>Parameters of every question: a filter that says which of the foreign rows are meant.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The foreign field that the server's own time filter asks, if it is our primary instant; null if it is none.</summary>
    public string? Time { get; init; }

    /// <summary>Rows a foreign page at most.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Reads a foreign row as ours.</summary>
    /// <param name="id">The foreign server's own id.</param>
    /// <param name="fields">What the rules look into.</param>
    /// <exception cref="FormatException">It lacks what every row has, or has no id.</exception>
    public ForeignRow Read(string? id, JsonElement fields, JsonElement? geometry)
    {
        var local = Id is null ? id : FieldPath.Find(fields, Id) is { } own ? FieldPath.Text(own) : null;
        if (string.IsNullOrEmpty(local))
            throw new FormatException("a row has no id");
        var values = new object?[Rules.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadValue(local, fields, Descriptor.Properties[i], Rules[i]);
        return new ForeignRow($"{Dataset.City}:{local}", values, ReadGeometry(local, geometry));
    }

    /// <summary>A value that cannot be read is none, like in a source file that says <c>otherwise: null</c>; unless every row must have one.</summary>
    private static object? ReadValue(string id, JsonElement fields, PropertyDescriptor property, ValueRule? rule)
    {
        try
        {
            return rule?.Read(fields, property) ?? (property.Required ? throw new FormatException("is missing") : null);
        }
        catch (FormatException e) when (property.Required)
        {
            throw new FormatException($"'{id}': {property.Name}: {e.Message}", e);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private Geometry? ReadGeometry(string id, JsonElement? geometry) => Descriptor.Geometry is not { } wanted || geometry is not { } given
        ? null
        : ForeignGeometry.Read(given, wanted.Geometry!) ?? throw new FormatException($"'{id}': its geometry is not readable as {wanted.Geometry}");
}

/// <summary>A foreign row in our form.</summary>
/// <param name="Id">With the city before it.</param>
/// <param name="Values">In the order of the descriptor's properties, in .NET types; lists as <c>string[]</c>.</param>
/// <param name="Geometry">In CRS84.</param>
public sealed record ForeignRow(string Id, IReadOnlyList<object?> Values, Geometry? Geometry);
