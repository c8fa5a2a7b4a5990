using UrbanDataHub.Simulator.Planning;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>How much a value needs one of the fields that it may be read from.</summary>
/// <param name="Required">The row is rejected when no field yields a value.</param>
/// <param name="Fields">How many fields it may be read from.</param>
/// <param name="Position">Which of them this is.</param>
/// <param name="FirstCounts">The fields are alternatives of equal right, one of which is there: [SBZ, OT].</param>
internal readonly record struct FieldNeed(bool Required, int Fields, int Position, bool FirstCounts)
{
    /// <summary>A value that is read from a single field.</summary>
    public static FieldNeed Only(bool required) => new(required, 1, 0, FirstCounts: false);

    public bool IsOnlyField => Fields == 1;

    /// <summary>Whether another field comes into play where this one yields nothing.</summary>
    public bool HasAnother => Position < Fields - 1;

    /// <summary>Of equal fields the chosen one, of ranked ones the first.</summary>
    public bool Requires(RowPlace place) => Required && Position == Chosen(place);

    /// <summary>Of equal fields those that are not chosen.</summary>
    public bool Excludes(RowPlace place) => FirstCounts && Position != Chosen(place);

    private int Chosen(RowPlace place) => FirstCounts ? place.Choice % Fields : 0;
}
