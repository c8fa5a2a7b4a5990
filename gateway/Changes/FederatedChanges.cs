using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>A page of changes over several cities: each city's part, and what follows from them together.</summary>
/// <param name="scope">What the token belongs to.</param>
/// <param name="left">Cities that the token is about, and that have left the federation.</param>
public sealed class FederatedChanges(IReadOnlyList<CityChanges> parts, IReadOnlyList<string> left, string scope, CursorCodec codec) : IDisposable
{
    /// <summary>The cities' parts, in the order of the answer.</summary>
    public IReadOnlyList<CityChanges> Parts { get; } = parts;

    /// <summary>Changes in this page.</summary>
    public int Returned => Parts.Sum(p => p.Returned);

    /// <summary>The word on the cities that the answer concerns.</summary>
    public FederationAnswer Federation => FederationAnswer.Of([.. Parts.Where(p => !p.NotHeld).Select(p => p.Answer)]);

    /// <summary>Where to go on: a missing city goes on from where it was.</summary>
    public string Token => Encode(p => p.Position);

    /// <summary>Where to go on when what is held of <see cref="Expired"/> cities is thrown away: they begin anew, the others where this page began.</summary>
    public string RenewedToken => Encode(p => p.Renewed);

    /// <summary>
    /// Whether walking on now yields more. Not so when all that is left lies in missing cities: a client that walks would
    /// never end.
    /// </summary>
    public bool More => Parts.Any(p => p.More);

    /// <summary>Whether a city is missing.</summary>
    public bool HasMissing => Parts.Any(p => p.Fault is not null);

    /// <summary>Whether there is nothing but missing cities.</summary>
    public bool NobodyAnswered => HasMissing && Parts.All(p => p.Fault is not null || p.NotHeld);

    /// <summary>Cities of which the token says nothing any more.</summary>
    public IReadOnlyList<string> Expired { get; } = [.. left, .. parts.Where(p => p.Expired).Select(p => p.Place.City)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }

    private string Encode(Func<CityChanges, CityPosition> position) =>
        codec.Encode(Parts.Where(p => !p.NotHeld).Select(position).ToArray(), scope);
}
