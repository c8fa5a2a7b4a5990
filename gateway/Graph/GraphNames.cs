using System.Text.RegularExpressions;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>GraphQL names of collections: <c>childcare-centres</c> is the field <c>childcareCentres</c> of <c>ChildcareCentre</c>.</summary>
public static partial class GraphNames
{
    /// <summary>Name of the field of the query.</summary>
    public static string Field(CollectionDescriptor collection) => char.ToLowerInvariant(Pascal(collection.Id)[0]) + Pascal(collection.Id)[1..];

    /// <summary>Name of a field that leads to one feature of it.</summary>
    public static string Single(CollectionDescriptor collection) => char.ToLowerInvariant(Type(collection)[0]) + Type(collection)[1..];

    /// <summary>Name of the type of one feature.</summary>
    public static string Type(CollectionDescriptor collection) => Pascal(collection.Singular);

    /// <summary>Name of the type of a property with codes.</summary>
    public static string Enumeration(CollectionDescriptor collection, PropertyDescriptor property) => Type(collection) + Pascal(property.Name);

    /// <summary>Whether GraphQL can have the code as a name of an enumeration.</summary>
    public static bool IsName(string code) => NamePattern().IsMatch(code) && code is not ("true" or "false" or "null");

    private static string Pascal(string words) => string.Concat(words.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    [GeneratedRegex("^[A-Za-z][_0-9A-Za-z]*$")]
    private static partial Regex NamePattern();
}
