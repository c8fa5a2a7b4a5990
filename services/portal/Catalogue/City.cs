using System.Text.Json.Serialization;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>A city of the federation, as the gateway's <c>/cities</c> tells it.</summary>
/// <param name="Id">City id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">How it fared when it was last asked, one of <see cref="CityStates"/>.</param>
/// <param name="Detail">Why it is missing; null when it answered.</param>
/// <param name="Zone">IANA time zone; times of its data are shown in it.</param>
public sealed record City(
    string Id,
    LocalText Name,
    string State,
    string? Detail,
    string Zone = City.DefaultZone)
{
    /// <summary>The zone of a city that does not say.</summary>
    public const string DefaultZone = "Europe/Berlin";

    /// <summary>Whether it can be asked now.</summary>
    [JsonIgnore]
    public bool Answers => State == CityStates.Answered;
}
