namespace UrbanDataHub.Tests.Features.Trial;

/// <summary>A row of the collection <c>things</c>, as the oracle of the tests knows it.</summary>
public sealed record Thing(
    string LocalId,
    string Name,
    string? Kind = null,
    long? Seats = null,
    double? Height = null,
    bool? IsOpen = null,
    DateOnly? Built = null,
    DateTime? SeenAt = null,
    string[]? Tags = null,
    (double X, double Y)? Place = null);
