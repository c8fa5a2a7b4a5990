using GraphQL;
using GraphQL.Types;
using GraphQL.Validation.Complexity;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Graph.Series;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>What a subscriber to observations gets: the type, and its stream.</summary>
internal sealed class RecordedField(SeriesCollections collections, RecordedReader reader, NodeEvents events, DateTimeScalar dateTime, GraphOptions options)
{
    /// <summary>The stream that the arguments ask for.</summary>
    public IObservable<Recorded> Stream(IResolveFieldContext context)
    {
        var wanted = new RecordedFilter(
            context.GetArgument<HashSet<string>?>("city"), context.GetArgument<HashSet<long>?>("datastream"), context.GetArgument<HashSet<string>?>("station"));
        return new RecordedStream(events, wanted, (e, cancel) => reader.ReadAsync(collections, e, wanted, cancel), options.Waiting);
    }

    /// <summary>The type of what comes.</summary>
    public ObjectGraphType Type(CollectionTypes types)
    {
        var (text, number) = (new StringGraphType(), new LongGraphType());
        var node = types.Node(collections.Observations);
        var type = new ObjectGraphType { Name = "RecordedObservations", Description = "The observations that one transaction recorded, and those that already stood between its first and last time." };
        Fields.Add<Recorded>(type, "city", Required(text), "Id of the city.", r => r.Event.City);
        Fields.Add<Recorded>(type, "datastreams", Required(new ListGraphType(Required(number))), "Numbers of the datastreams concerned, of those that were asked for.", r => r.Series);
        Fields.Add<Recorded>(type, "inserted", Required(number), "Observations that are new, also those that were not asked for.", r => r.Event.Inserted);
        Fields.Add<Recorded>(type, "updated", Required(number), "Observations that were corrected, also those that were not asked for.", r => r.Event.Updated);
        Fields.Add<Recorded>(type, "from", Required(dateTime), "First phenomenon time.", r => r.Event.From);
        Fields.Add<Recorded>(type, "to", Required(dateTime), "Last phenomenon time.", r => r.Event.To);
        Fields.Add<Recorded>(type, "occurredAt", Required(dateTime), "When.", r => r.Event.OccurredAt);
        Fields.Add<Recorded>(
            type, "totalCount", number, "How many there are that were asked for and not told before; null if nobody counted.", r => r.Total);
        Fields.Add<Recorded>(
            type, "observations", new ListGraphType(Required(node)), $"By time, each once; of more than {RecordedReader.Most} the newest. Null with an error if they could not be read.",
            r => r.Missing is { } missing ? throw CollectionField.Missing(missing, null) : r.Observations)
            .WithComplexityImpact(_ => new FieldComplexityResult(1, RecordedReader.Most));
        return type;
    }

    private static NonNullGraphType Required(IGraphType type) => new(type);
}
