namespace UrbanDataHub.Sensors.Alerts.Evaluating;

/// <summary>A value as conditions see it.</summary>
/// <param name="Time">Phenomenon time, UTC.</param>
internal readonly record struct Reading(long Datastream, DateTime Time, double Value);
