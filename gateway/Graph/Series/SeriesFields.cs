using UrbanDataHub.Gateway.Graph.Relations;

namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>Adds to the types of series and stations what only they have: <c>aggregates</c> and <c>latest</c>.</summary>
internal sealed class SeriesFields(SeriesCollections collections, CityAggregates aggregates, RelatedFeatures related)
{
    /// <summary>Adds them.</summary>
    public void AddTo(CollectionTypes types, PropertyTypes properties, RelationList relations)
    {
        var latest = new LatestFields(collections, types, properties, related);
        var series = types.Node(collections.Series);
        series.AddField(new AggregateField(collections.Series, aggregates, properties.DateTime).Field());
        series.AddField(latest.OfSeries());
        types.Node(collections.Station).AddField(latest.OfStation(
            relations.Of(collections.Station).First(r => r.To == collections.Series && r.By == collections.StationOf.Name)));
    }
}
