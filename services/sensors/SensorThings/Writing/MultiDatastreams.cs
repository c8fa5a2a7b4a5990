using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>What must fit in a MultiDatastream (OGC 18-088, clause 12): one type, one unit and one ObservedProperty for each element, in one order.</summary>
internal static class MultiDatastreams
{
    /// <summary>Most elements: an observation makes a row of each.</summary>
    private const int Most = 100;

    private const string Complex = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation";
    private const string Units = "unitOfMeasurements";
    private const string Types = "multiObservationDataTypes";
    private const string Properties = "ObservedProperties";

    /// <summary>Checks one that is to be made.</summary>
    /// <exception cref="ProblemException">400: something does not fit; it names the member.</exception>
    public static void CheckWhole(EntityInput input) => Check(input, input.To(Properties)!.Count, "ObservedProperties are named");

    /// <summary>Checks what is to be changed of one that is there.</summary>
    /// <exception cref="ProblemException">400, as for a whole one.</exception>
    public static async Task CheckPartAsync(WriteSession session, EntityInput input, long id)
    {
        var count = await session.NumberAsync("SELECT cardinality(element_properties) FROM hub.datastreams WHERE datastream_id = $1", id);
        Check(input, (int)count!.Value, $"elements are in each Observation of MultiDatastreams({id}), which keeps their number");
    }

    /// <summary>The ObservedProperties in their order, and the first of them as the datastream's own.</summary>
    public static void AddProperties(ColumnValues columns, IReadOnlyList<long> properties)
    {
        columns.Add("element_properties", [.. properties]);
        columns.Add("observed_property_id", properties[0]);
    }

    /// <summary>Notes a MultiDatastream that was made or changed, with the datastreams of its elements, which followed.</summary>
    public static async Task FollowAsync(WriteSession session, long id)
    {
        session.Datastreams.Add(id);
        foreach (var element in await session.ReadAsync("SELECT datastream_id FROM hub.datastreams WHERE multi_datastream_id = $1 ORDER BY element", row => row.GetInt64(0), id))
        {
            session.Datastreams.Add(element);
            session.Written.Add((EntityModel.Datastream, element));
        }
    }

    private static void Check(EntityInput input, int count, string why)
    {
        if (input.Value("observationType") is { } type && !(type.ValueKind == JsonValueKind.String && type.ValueEquals(Complex)))
            throw input.Wrong("observationType", $"is {Complex} of every MultiDatastream; leave it out");
        if (count is 0 or > Most)
            throw input.Wrong(Properties, $"must be at least one ObservedProperty and at most {Most}");
        if (input.To(Properties) is { } properties && properties.Count != count)
            throw input.Wrong(Properties, Differs(properties.Count, count, why));
        CheckEach(input, Types, JsonValueKind.String, "a text, the type of the element", count, why);
        CheckEach(input, Units, JsonValueKind.Object, "a JSON object, the unit of the element", count, why);
    }

    private static void CheckEach(EntityInput input, string member, JsonValueKind kind, string what, int count, string why)
    {
        if (input.Value(member) is not { } given)
            return;
        if (given.ValueKind != JsonValueKind.Array)
            throw input.Wrong(member, "must be an array with a value for each ObservedProperty, in their order");
        if (given.GetArrayLength() != count)
            throw input.Wrong(member, Differs(given.GetArrayLength(), count, why));
        var wrong = given.EnumerateArray().TakeWhile(e => e.ValueKind == kind).Count();
        if (wrong < count)
            throw input.Wrong(string.Create(CultureInfo.InvariantCulture, $"{member}/{wrong}"), $"must be {what}");
    }

    private static string Differs(int given, int count, string why) => $"there are {given}, and {count} {why}; units, types and ObservedProperties are as many as each other";
}
