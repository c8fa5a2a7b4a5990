using GraphQL.Types;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>The types of what a subscription tells.</summary>
public sealed class EventTypes(DateTimeScalar dateTime)
{
    private static readonly StringGraphType Text = new();
    private static readonly LongGraphType Long = new();

    /// <summary>Changes of a collection.</summary>
    public ObjectGraphType FeatureChange()
    {
        var type = new ObjectGraphType { Name = "FeatureChange", Description = "How many features of one dataset changed in one transaction, and where." };
        Fields.Add<FeaturesChanged>(type, "city", Required(Text), "Id of the city.", e => e.City);
        Fields.Add<FeaturesChanged>(type, "collection", Required(Text), "Id of the collection.", e => e.Collection);
        Fields.Add<FeaturesChanged>(type, "inserted", Required(Long), "Features that are new.", e => e.Inserted);
        Fields.Add<FeaturesChanged>(type, "updated", Required(Long), "Features that are not what they were.", e => e.Updated);
        Fields.Add<FeaturesChanged>(type, "deleted", Required(Long), "Features that are gone.", e => e.Deleted);
        Fields.Add<FeaturesChanged>(type, "firstChange", Required(Long), "Number of the first change of the transaction.", e => e.FirstChange);
        Fields.Add<FeaturesChanged>(type, "lastChange", Required(Long), "Number of the last change of the transaction.", e => e.LastChange);
        Fields.Add<FeaturesChanged>(type, "bbox", new ListGraphType(Required(new FloatGraphType())), "West, south, east, north of what changed, in CRS84; null without geometries.", e => e.BoundingBox);
        Fields.Add<FeaturesChanged>(type, "occurredAt", Required(dateTime), "When.", e => e.OccurredAt);
        return type;
    }

    /// <summary>Observations.</summary>
    public ObjectGraphType ObservationChange()
    {
        var type = new ObjectGraphType { Name = "ObservationChange", Description = "How many observations of which datastreams were recorded in one transaction." };
        Fields.Add<ObservationsRecorded>(type, "city", Required(Text), "Id of the city.", e => e.City);
        Fields.Add<ObservationsRecorded>(type, "datastreams", Required(new ListGraphType(Required(Long))), "Ids of the datastreams concerned.", e => e.Datastreams);
        Fields.Add<ObservationsRecorded>(type, "inserted", Required(Long), "Observations that are new.", e => e.Inserted);
        Fields.Add<ObservationsRecorded>(type, "updated", Required(Long), "Observations that were corrected.", e => e.Updated);
        Fields.Add<ObservationsRecorded>(type, "from", Required(dateTime), "First phenomenon time.", e => e.From);
        Fields.Add<ObservationsRecorded>(type, "to", Required(dateTime), "Last phenomenon time.", e => e.To);
        Fields.Add<ObservationsRecorded>(type, "occurredAt", Required(dateTime), "When.", e => e.OccurredAt);
        return type;
    }

    /// <summary>Reports of imports.</summary>
    public ObjectGraphType ImportReport()
    {
        var type = new ObjectGraphType { Name = "ImportReport", Description = "How one run of a source ended." };
        Fields.Add<ImportFinished>(type, "id", Required(Long), "Number of the report.", e => e.Report.Id);
        Fields.Add<ImportFinished>(type, "city", Required(Text), "Id of the city.", e => e.Report.City);
        Fields.Add<ImportFinished>(type, "collection", Required(Text), "Id of the collection.", e => e.Report.Collection);
        Fields.Add<ImportFinished>(type, "source", Required(Text), "Name of the source.", e => e.Report.Source);
        Fields.Add<ImportFinished>(type, "state", Required(Text), "How it ended.", e => e.Report.State);
        Fields.Add<ImportFinished>(type, "detail", Text, "Why it failed or is held back; null otherwise.", e => e.Report.Detail);
        Fields.Add<ImportFinished>(type, "read", Required(Long), "Rows read from the files.", e => e.Report.Read);
        Fields.Add<ImportFinished>(type, "rejected", Required(Long), "Rows that were not let in.", e => e.Report.Rejected);
        Fields.Add<ImportFinished>(type, "inserted", Required(Long), "Features or observations inserted.", e => e.Report.Inserted);
        Fields.Add<ImportFinished>(type, "updated", Required(Long), "Features or observations updated.", e => e.Report.Updated);
        Fields.Add<ImportFinished>(type, "deleted", Required(Long), "Features deleted.", e => e.Report.Deleted);
        Fields.Add<ImportFinished>(type, "occurredAt", Required(dateTime), "When it ended.", e => e.OccurredAt);
        return type;
    }

    private static NonNullGraphType Required(IGraphType type) => new(type);
}
