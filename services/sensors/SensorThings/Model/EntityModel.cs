namespace UrbanDataHub.Sensors.SensorThings.Model;

/// <summary>The entity sets of SensorThings 1.1 Sensing (OGC 18-088, clause 8.2), as the views of the migrations have them.</summary>
internal static class EntityModel
{
    /// <summary>All entity types, in the order in which the service root lists their sets.</summary>
    public static readonly IReadOnlyList<EntityType> All =
    [
        Type("Thing", "Things", "things",
            [Text("name"), Text("description"), Json("properties")],
            [Many("Datastreams", "id", "thing_id"), Many("Locations", "id", "thing_id"), Many("HistoricalLocations", "id", "thing_id")]),
        Type("Location", "Locations", "locations",
            [Text("name"), Text("description"), Text("encodingType", "encoding"), Place("location"), Json("properties")],
            [Many("Things", "thing_id", "id"), Many("HistoricalLocations", "thing_id", "thing_id")]),
        Type("HistoricalLocation", "HistoricalLocations", "historical_locations",
            [new("time", ValueKind.Time, "time")],
            [One("Thing", "Things", "thing_id"), Many("Locations", "thing_id", "thing_id")]),
        Type("Datastream", "Datastreams", "datastreams",
            [
                Text("name"), Text("description"), Text("observationType", "observation_type"), Json("unitOfMeasurement", "unit"),
                Place("observedArea", "observed_area"), new("phenomenonTime", ValueKind.Period, "first_time", "last_time"), Json("properties"),
            ],
            [
                One("Thing", "Things", "thing_id"), One("Sensor", "Sensors", "sensor_id"),
                One("ObservedProperty", "ObservedProperties", "observed_property_id"), Many("Observations", "id", "datastream_id"),
            ]),
        Type("Sensor", "Sensors", "sensors",
            [Text("name"), Text("description"), Text("encodingType", "encoding"), Json("metadata"), Json("properties")],
            [Many("Datastreams", "id", "sensor_id")]),
        Type("ObservedProperty", "ObservedProperties", "observed_properties",
            [Text("name"), Text("definition"), Text("description"), Json("properties")],
            [Many("Datastreams", "id", "observed_property_id")]),
        new EntityType("Observation", "Observations", "sensorthings.observations", [new("datastream_id", "bigint"), new("begin_time", "timestamptz")],
            [
                new("phenomenonTime", ValueKind.Period, "begin_time", "end_time"), new("result", ValueKind.Number, "result"),
                new("resultTime", ValueKind.Time, "result_time", Nullable: true),
            ],
            [One("Datastream", "Datastreams", "datastream_id"), One("FeatureOfInterest", "FeaturesOfInterest", "feature_id")]),
        Type("FeatureOfInterest", "FeaturesOfInterest", "features_of_interest",
            [Text("name"), Text("description"), Text("encodingType", "encoding"), new("feature", ValueKind.Geometry, "feature", Nullable: true), Json("properties")],
            [Many("Observations", "id", "feature_id")]),
    ];

    private static readonly Dictionary<string, EntityType> _bySet = All.ToDictionary(t => t.Set, StringComparer.Ordinal);

    /// <summary>The type of an entity set; null if there is no such set.</summary>
    public static EntityType? OfSet(string set) => _bySet.GetValueOrDefault(set);

    /// <summary>The type that a relation leads to.</summary>
    public static EntityType Target(Navigation navigation) => _bySet[navigation.Target];

    private static EntityType Type(string name, string set, string view, EntityProperty[] properties, Navigation[] navigations) =>
        new(name, set, "sensorthings." + view, [new("id", "bigint")], properties, navigations);

    private static EntityProperty Text(string name, string? column = null) => new(name, ValueKind.Text, column ?? name);

    private static EntityProperty Json(string name, string? column = null) => new(name, ValueKind.Json, column ?? name);

    private static EntityProperty Place(string name, string? column = null) => new(name, ValueKind.Geometry, column ?? name);

    private static Navigation Many(string set, string from, string to) => new(set, set, true, from, to);

    private static Navigation One(string name, string set, string from) => new(name, set, false, from, "id");
}
