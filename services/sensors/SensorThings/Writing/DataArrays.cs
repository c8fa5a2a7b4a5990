using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Observations as data arrays (OGC 18-088, clause 13.2). A row that is wrong does not spoil the others.</summary>
internal sealed class DataArrays
{
    /// <summary>Where they are sent to, below the service root.</summary>
    public const string Address = "CreateObservations";

    private const int Batch = 5_000;
    private static readonly string[] _owners = ["Datastream", "MultiDatastream"];
    private static readonly string[] _feature = ["FeatureOfInterest/id", "FeatureOfInterest/@iot.id"];

    private readonly List<(NewObservation? Observation, string? Fault)> _rows = [];

    private DataArrays()
    {
    }

    /// <summary>The rows: an observation, or what is wrong with it.</summary>
    public IReadOnlyList<(NewObservation? Observation, string? Fault)> Rows => _rows;

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProblemException">400: it is no data array.</exception>
    public static DataArrays Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
            throw Faults.Member("", "Data arrays come in a JSON array of objects with Datastream or MultiDatastream, components and dataArray.");
        var arrays = new DataArrays();
        var at = 0;
        foreach (var group in body.EnumerateArray())
            arrays.ReadGroup(group, string.Create(CultureInfo.InvariantCulture, $"{at++}/"));
        return arrays;
    }

    /// <summary>Adds them; an id for each row, or null for one that was not taken.</summary>
    public async Task<long?[]> AddAsync(WriteSession session)
    {
        var ids = new long?[_rows.Count];
        var add = new AddObservations(session.Connection, session.Transaction, session.Partitions, session.Cancel);
        foreach (var chunk in Enumerable.Range(0, _rows.Count).Where(i => _rows[i].Observation is not null).Chunk(Batch))
        {
            var added = await add.AddAsync([.. chunk.Select(i => _rows[i].Observation!.Value)]);
            for (var i = 0; i < chunk.Length; i++)
                (ids[chunk[i]], _rows[chunk[i]]) = (added[i].Id, _rows[chunk[i]] with { Fault = added[i].Fault });
        }

        await RejectAsync(session);
        return ids;
    }

    // The answer has room for the word "error" only; the reasons are kept where people look for them.
    private Task RejectAsync(WriteSession session) => DeadLetters.AddAsync(
        session.Connection, session.Transaction,
        [.. _rows.Where(r => r.Fault is not null).Select(r => new DeadLetter("http", "CreateObservations", r.Observation?.ToString() ?? "", r.Fault!))], session.Cancel);

    private void ReadGroup(JsonElement group, string at)
    {
        var owner = Owner(group, at);
        var components = Components(group, at);
        if (!group.TryGetProperty("dataArray", out var rows) || rows.ValueKind != JsonValueKind.Array)
            throw Faults.Member(at + "dataArray", "must be an array with an array of values for each observation");
        foreach (var row in rows.EnumerateArray())
            _rows.Add(Row(owner, components, row));
    }

    private static (long Id, bool IsTuple) Owner(JsonElement group, string at)
    {
        var named = group.ValueKind == JsonValueKind.Object ? [.. _owners.Where(o => group.TryGetProperty(o, out _))] : Array.Empty<string>();
        if (named.Length > 1)
            throw Faults.Member(at + named[1], $"a data array is one of a {_owners[0]} or of a {_owners[1]}, not of both");
        return named is [var name] && group.GetProperty(name) is { ValueKind: JsonValueKind.Object } owner
            && owner.TryGetProperty("@iot.id", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var id)
            ? (id, name == _owners[1])
            : throw Faults.Member(at + (named is [var wrong] ? wrong : _owners[0]), $"a data array names its {_owners[0]} or {_owners[1]}: {{\"@iot.id\": …}}");
    }

    private static List<string> Components(JsonElement group, string at)
    {
        if (!group.TryGetProperty("components", out var given) || given.ValueKind != JsonValueKind.Array || given.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.String))
            throw Faults.Member(at + "components", "must be an array of names of properties, such as [\"phenomenonTime\", \"result\"]");
        var components = given.EnumerateArray().Select(c => c.GetString()!).ToList();
        return components.Find(c => EntityModel.Observation.Property(c) is null && !_feature.Contains(c)) is not { } unknown
            ? components.Distinct().Count() == components.Count ? components : throw Faults.Member(at + "components", "names a property twice")
            : throw Faults.Member(at + "components", $"'{unknown}' is none of {string.Join(", ", EntityModel.Observation.Properties.Select(p => p.Name).Append(_feature[0]))}");
    }

    private static (NewObservation?, string?) Row((long Id, bool IsTuple) owner, List<string> components, JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != components.Count)
            return (null, $"{row.GetRawText()} is no array of {components.Count} values");
        try
        {
            var values = components.Zip(row.EnumerateArray()).ToList();
            var properties = values.Where(v => !_feature.Contains(v.First))
                .ToDictionary(v => EntityModel.Observation.Property(v.First)!, v => InputValues.Check(EntityModel.Observation.Property(v.First)!, v.Second, v.First));
            var feature = values.Find(v => _feature.Contains(v.First)) is { First: not null } named ? Feature(named.Second) : null;
            if (!components.Contains("result"))
                return (null, "There is no result");
            return (ObservationInputs.Of(new EntityInput(EntityModel.Observation, "", properties, new Dictionary<Navigation, IReadOnlyList<RelatedInput>>()), owner.Id, owner.IsTuple, feature), null);
        }
        catch (ProblemException e)
        {
            return (null, e.Message);
        }
    }

    private static long? Feature(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when id.TryGetInt64(out var number) => number,
        _ => throw Faults.Member(_feature[0], $"{id.GetRawText()} is no id of a FeatureOfInterest"),
    };
}
