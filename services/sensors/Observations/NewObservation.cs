namespace UrbanDataHub.Sensors.Observations;

/// <summary>One value on its way in.</summary>
/// <param name="Result">Null where the result is no number; <paramref name="Details"/> holds it then.</param>
/// <param name="Reference">What the caller knows it by; named again when it contradicts an earlier one.</param>
/// <param name="Feature">The feature of interest; null for the place of the station.</param>
/// <param name="Details">JSON of what few observations have: <c>end</c>, <c>result</c>, <c>validFrom</c>, <c>validUntil</c>, <c>resultQuality</c>, <c>parameters</c>.</param>
/// <param name="Message">Tells a reading from all others of its device, whatever its time: it is taken once. Null where time and value do.</param>
/// <param name="IsTuple">Whether it is one of a MultiDatastream: its result is an array, in <paramref name="Details"/>.</param>
internal readonly record struct NewObservation(
    long Datastream, DateTime PhenomenonTime, double? Result, long Reference = 0, long? Feature = null, DateTime? ResultTime = null, string? Details = null, Guid? Message = null, bool IsTuple = false);

/// <summary>What became of an observation that was to be added.</summary>
/// <param name="Id">Its id, also when the same was there already; null if it was not taken, or had been before under another time.</param>
/// <param name="Fault">Why it was not taken; null if it was.</param>
internal sealed record Added(long? Id, bool Inserted, string? Fault)
{
    /// <summary>The member that the fault is in, as in a body: <c>result/1</c>; empty for all of the observation.</summary>
    public string Member { get; init; } = "";
}
