using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>How a node fared with an answer over all.</summary>
/// <param name="Fault">Why it is missing; null if it is not.</param>
/// <param name="Count">Entities it has in all; null if that is unknown.</param>
/// <param name="Returned">Entities of it in the answer.</param>
public sealed record NodeShare(SensorNode Node, CityFault? Fault, long? Count, int Returned, TimeSpan Elapsed);
