using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>A single observation that names its datastream and feature by id, as nearly all do: it need not wait for a transaction of its own.</summary>
internal static class ObservationRequest
{
    /// <summary>The observation; null if the address is none of observations, or entities stand in the body that would have to be made.</summary>
    /// <exception cref="ProblemException">400: the body is no observation.</exception>
    public static NewObservation? Read(ResourcePath path, JsonElement body)
    {
        if (path is not { Ending: Ending.Entity, Last.IsSet: true, Steps.Count: <= 2 } || path.Last.Type != EntityModel.Observation)
            return null;
        var input = InputReader.Whole(EntityModel.Observation, body, path.Steps.Count == 1 ? null : InputReader.Back(path.Last.Navigation!, EntityModel.Observation));
        if (input.Related.Values.Any(r => r[0].Inline is not null))
            return null;
        var tuples = Owner(path, EntityModel.MultiDatastream) ?? input.To("MultiDatastream")?[0].Id;
        var datastream = tuples ?? Owner(path, EntityModel.Datastream) ?? input.To("Datastream")![0].Id!.Value;
        return ObservationInputs.Of(input, datastream, tuples is not null, Owner(path, EntityModel.FeatureOfInterest) ?? input.To("FeatureOfInterest")?[0].Id);
    }

    private static long? Owner(ResourcePath path, EntityType type) => path.Steps is [{ Id: { } id } owner, _] && owner.Type == type ? id : null;
}
