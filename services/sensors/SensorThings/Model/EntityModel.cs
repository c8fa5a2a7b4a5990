namespace UrbanDataHub.Sensors.SensorThings.Model;

/// <summary>The entity sets of SensorThings 1.1 Sensing (OGC 18-088, clauses 8.2 and 12), as the views of the migrations have them.</summary>
internal static class EntityModel
{
    /// <summary>A Thing.</summary>
    public static readonly EntityType Thing = Type("Thing", "Things", "thing_id",
        [Text("name"), Text("description"), Json("properties")],
        [
            Many("Datastreams", "thing_id"), Many("MultiDatastreams", "thing_id"),
            Linked("Locations", new("hub.thing_locations", "thing_id", "location_id")), Many("HistoricalLocations", "thing_id"),
        ]);

    /// <summary>A Location.</summary>
    public static readonly EntityType Location = Type("Location", "Locations", "location_id",
        [Text("name"), Text("description"), Text("encodingType", "encoding"), Place("location", "geom", "location"), Json("properties")],
        [
            Linked("Things", new("hub.thing_locations", "location_id", "thing_id")),
            Linked("HistoricalLocations", new("hub.historical_location_locations", "location_id", "historical_location_id")),
        ]);

    /// <summary>A HistoricalLocation.</summary>
    public static readonly EntityType HistoricalLocation = Type("HistoricalLocation", "HistoricalLocations", "historical_location_id",
        [new("time", ValueKind.Time, "time") { Required = true }],
        [
            One("Thing", "Things", "thing_id"),
            Linked("Locations", new("hub.historical_location_locations", "historical_location_id", "location_id")),
        ]);

    /// <summary>A Datastream.</summary>
    public static readonly EntityType Datastream = Type("Datastream", "Datastreams", "datastream_id",
        [
            Text("name"), Text("description"), Text("observationType", "observation_type"),
            Json("unitOfMeasurement", "unit_of_measurement") with { Required = true },
            new("observedArea", ValueKind.Geometry, "observed_area") { Derived = true },
            new("phenomenonTime", ValueKind.Period, "first_time", "last_time") { Derived = true },
            new("resultTime", ValueKind.Period, "first_result_time", "last_result_time") { Derived = true }, Json("properties"),
        ],
        [
            One("Thing", "Things", "thing_id"), One("Sensor", "Sensors", "sensor_id"),
            One("ObservedProperty", "ObservedProperties", "observed_property_id"), Many("Observations", "datastream_id"),
        ]) with { Rows = "e.element_types IS NULL" };

    /// <summary>A MultiDatastream (clause 12): its observations have an array as result.</summary>
    public static readonly EntityType MultiDatastream = Type("MultiDatastream", "MultiDatastreams", "datastream_id",
        [
            Text("name"), Text("description"), Text("observationType", "observation_type") with { Required = false, Derived = true },
            Json("multiObservationDataTypes", "element_types") with { Required = true }, Json("unitOfMeasurements", "element_units") with { Required = true },
            new("observedArea", ValueKind.Geometry, "observed_area") { Derived = true },
            new("phenomenonTime", ValueKind.Period, "first_time", "last_time") { Derived = true },
            new("resultTime", ValueKind.Period, "first_result_time", "last_result_time") { Derived = true }, Json("properties"),
        ],
        [
            One("Thing", "Things", "thing_id"), One("Sensor", "Sensors", "sensor_id"),
            new("ObservedProperties", "ObservedProperties", true, "id", "{0}.multi_datastream_id = {1}") { Required = true, Ordered = new("sensorthings.element_properties", [new("element", "bigint")]) },
            Many("Observations", "multi_datastream_id"),
        ]) with { Table = "hub.datastreams", Rows = "e.element_types IS NOT NULL" };

    /// <summary>A Sensor.</summary>
    public static readonly EntityType Sensor = Type("Sensor", "Sensors", "sensor_id",
        [Text("name"), Text("description"), Text("encodingType", "encoding"), Json("metadata") with { Required = true }, Json("properties")],
        [Many("Datastreams", "sensor_id"), Many("MultiDatastreams", "sensor_id")]);

    /// <summary>An ObservedProperty.</summary>
    public static readonly EntityType ObservedProperty = Type("ObservedProperty", "ObservedProperties", "observed_property_id",
        [Text("name"), Text("definition"), Text("description"), Json("properties")],
        [
            Many("Datastreams", "observed_property_id"),
            new("MultiDatastreams", "MultiDatastreams", true, "id", "{0}.id IN (SELECT multi_datastream_id FROM hub.datastreams WHERE observed_property_id = {1})")
            {
                WrittenElsewhere = "a MultiDatastream names its ObservedProperties in their order; write it at /MultiDatastreams",
            },
        ]);

    /// <summary>An Observation.</summary>
    public static readonly EntityType Observation = new(
        "Observation", "Observations", "sensorthings.observations", "hub.observations", "observation_id",
        [new("datastream_id", "bigint"), new("begin_time", "timestamptz"), new("source", "bigint")],
        [
            new("phenomenonTime", ValueKind.Period, "begin_time", "end_time"),
            new("result", ValueKind.Number, "result") { Json = "result_json", Required = true },
            new("resultTime", ValueKind.Time, "result_time", Nullable: true), Json("resultQuality", "result_quality"),
            new("validTime", ValueKind.Period, "valid_from", "valid_until"), Json("parameters"),
        ],
        [
            One("Datastream", "Datastreams", "datastream_id") with { Required = false, Presence = "of_datastream" },
            One("MultiDatastream", "MultiDatastreams", "multi_datastream_id") with { Required = false, Presence = "of_multi_datastream" },
            One("FeatureOfInterest", "FeaturesOfInterest", "feature_id") with { Required = false },
        ]);

    /// <summary>A FeatureOfInterest.</summary>
    public static readonly EntityType FeatureOfInterest = Type("FeatureOfInterest", "FeaturesOfInterest", "feature_id",
        [Text("name"), Text("description"), Text("encodingType", "encoding"), Place("feature", "geom", "feature") with { Nullable = true }, Json("properties")],
        [new("Observations", "Observations", true, "id", OfFeature) { To = "feature_id" }]);

    // Those that name the feature are found by an index, those of an imported station by its datastreams.
    private const string OfFeature = """
        ({0}.own_feature_id = {1} OR {0}.own_feature_id IS NULL
            AND {0}.datastream_id IN (SELECT s.datastream_id FROM hub.datastreams s JOIN hub.things h USING (thing_id) WHERE h.feature_id = {1}))
        """;

    /// <summary>All entity types, in the order in which the service root lists their sets.</summary>
    public static readonly IReadOnlyList<EntityType> All = [Thing, Location, HistoricalLocation, Datastream, MultiDatastream, Sensor, ObservedProperty, Observation, FeatureOfInterest];

    private static readonly Dictionary<string, EntityType> _bySet = All.ToDictionary(t => t.Set, StringComparer.Ordinal);

    /// <summary>The type of an entity set; null if there is no such set.</summary>
    public static EntityType? OfSet(string set) => _bySet.GetValueOrDefault(set);

    /// <summary>The type that a relation leads to.</summary>
    public static EntityType Target(Navigation navigation) =>
        navigation.Ordered is { } ordered ? _bySet[navigation.Target] with { View = ordered.View, Key = ordered.Key } : _bySet[navigation.Target];

    private static EntityType Type(string name, string set, string id, EntityProperty[] properties, Navigation[] navigations)
    {
        var relation = Relation(set);
        return new(name, set, "sensorthings." + relation, "hub." + relation, id, [new("id", "bigint")], properties, navigations);
    }

    private static string Relation(string set) => string.Concat(set.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static EntityProperty Text(string name, string? column = null) => new(name, ValueKind.Text, column ?? name) { Required = true };

    private static EntityProperty Json(string name, string? column = null) => new(name, ValueKind.Json, column ?? name);

    private static EntityProperty Place(string name, string column, string json) => new(name, ValueKind.Geometry, column) { Json = json, Required = true };

    private static Navigation Many(string set, string to) => new(set, set, true, "id", $"{{0}}.{to} = {{1}}") { To = to };

    private static Navigation One(string name, string set, string from) => new(name, set, false, from, "{0}.id = {1}") { Required = true };

    private static Navigation Linked(string set, LinkTable links) =>
        new(set, set, true, "id", $"{{0}}.id IN (SELECT {links.Other} FROM {links.Table} WHERE {links.Own} = {{1}})") { Links = links };
}
