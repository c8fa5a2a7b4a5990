using System.Text.Json;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>What a page listens to, to keep itself up to date. Cities of partners tell nothing here; the page looks again each minute.</summary>
/// <param name="Cities">Own cities that are shown; with none only alerts are listened to, if at all.</param>
/// <param name="Datastreams">Numbers of the own datastreams that are shown; null for all of the cities.</param>
/// <param name="Alerts">Whether alerts are shown.</param>
public sealed record LiveSetup(IReadOnlyList<string> Cities, IReadOnlyList<long>? Datastreams, bool Alerts)
{
    /// <summary>As JSON that may stand in a page.</summary>
    public string Json(Wording words) => JsonSerializer.Serialize(
        new
        {
            cities = Cities,
            datastreams = Datastreams,
            alerts = Alerts,
            texts = new
            {
                live = words.Say("Live: new values appear by themselves."),
                minute = words.Say("Up to date every minute."),
                lost = words.Say("The connection is interrupted; it is tried again."),
            },
        },
        JsonSerializerOptions.Web);
}
