using UrbanDataHub.Features.Asking;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>
/// The relations of the collections, from what their descriptors say: references (OGC API Features Part 5), objects that
/// another collection holds too, and areas; each in both directions.
/// </summary>
public sealed class RelationList
{
    private readonly CollectionCatalogue _catalogue;
    private readonly List<Relation> _all = [];

    /// <summary>Finds them.</summary>
    /// <exception cref="DescriptorException">A descriptor refers to a collection that there is not.</exception>
    public RelationList(CollectionCatalogue catalogue)
    {
        _catalogue = catalogue;
        foreach (var collection in catalogue.All)
        {
            foreach (var property in collection.Properties.Where(p => p.ReferredCollection is not null))
                AddReference(collection, property, Find(collection, property.ReferredCollection!));
            if (collection.SameAs is { } same)
                AddSame(collection, Find(collection, same));
        }

        foreach (var area in catalogue.All.Where(c => c is { IsArea: true, Geometry: not null }))
        {
            foreach (var other in catalogue.All.Where(c => c.Geometry is not null && c.Id != area.Id))
                AddArea(area, other);
        }
    }

    /// <summary>The relations that lead away from a collection.</summary>
    public IEnumerable<Relation> Of(CollectionDescriptor collection) => _all.Where(r => r.From == collection);

    private void AddReference(CollectionDescriptor from, PropertyDescriptor property, CollectionDescriptor to)
    {
        Add(new Relation(
            from, to, property.Name + "Feature", false, SortOrder.Id, $"What '{property.Name}' names: {to.Title.En}.", node => Relation.IdOf(node, property.Name)));
        Add(new Relation(
            to, from, GraphNames.Field(from), true, property.Name, $"{from.Title.En} whose '{property.Name}' names this one.", node => Relation.ReferenceTo(node, property.Kind)));
    }

    private void AddSame(CollectionDescriptor one, CollectionDescriptor other)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
            Add(new Relation(from, to, GraphNames.Single(to), false, SortOrder.Id, $"The same object in the collection '{to.Id}'; null if it is not there.", node => node.Id));
    }

    private void AddArea(CollectionDescriptor area, CollectionDescriptor other)
    {
        Add(new Relation(area, other, GraphNames.Field(other), true, other.Geometry!.Name, $"{other.Title.En} that intersect its geometry, in the same city.", Relation.GeometryOf));
        Add(new Relation(other, area, GraphNames.Field(area), true, area.Geometry!.Name, $"{area.Title.En} that its geometry intersects, in the same city.", Relation.GeometryOf));
    }

    /// <summary>A name that the feature has already is told apart by what the relation is.</summary>
    private void Add(Relation relation)
    {
        var name = relation.Name;
        while (relation.From.Find(name) is not null || _all.Any(r => r.From == relation.From && r.Name == name))
            name += "Related";
        _all.Add(relation with { Name = name });
    }

    private CollectionDescriptor Find(CollectionDescriptor from, string id) =>
        _catalogue.Find(id) ?? throw new DescriptorException($"{from.Domain}/{from.Id}.json: refers to the collection '{id}', which there is not.");
}
