using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Patterns;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>What a use makes of a text.</summary>
internal enum Verdict
{
    /// <summary>The row would be rejected, skipped, or take the place of another.</summary>
    Bad,

    /// <summary>It means nothing.</summary>
    Nothing,

    /// <summary>It yields a value.</summary>
    Good,
}

/// <summary>A text for a field.</summary>
/// <param name="Value">What the use will read it as, where that is one value: text, number, flag, date, instant.</param>
/// <param name="Items">The field is a list in JSON; <paramref name="Text"/> then holds the items joined.</param>
internal sealed record Proposal(string Text, object? Value = null, IReadOnlyList<string>? Items = null);

/// <summary>Who proposes the text of a field: the strictest use.</summary>
internal enum UseRank
{
    Identity,
    Condition,
    Code,
    Measure,
    Text,
    NoOpinion,
}

/// <summary>One place of a source description that reads a field.</summary>
/// <param name="key">Its key in the YAML file, for sentences about it.</param>
internal abstract class FieldUse(SourceFile source, string key)
{
    public SourceFile Source => source;

    public string Key => key;

    public abstract UseRank Rank { get; }

    /// <summary>Texts that mean nothing to this use.</summary>
    public abstract IEnumerable<string> Nulls { get; }

    /// <summary>Whether the field must yield something in this row.</summary>
    public virtual bool Requires(RowPlace place) => false;

    /// <summary>Whether the field must yield nothing in this row.</summary>
    public virtual bool Excludes(RowPlace place) => false;

    /// <summary>How often the field holds nothing where it may.</summary>
    public virtual double NothingShare => 0.06;

    /// <summary>Whether its text belongs to the row, as a reading does, and not to the feature.</summary>
    public virtual bool TellsOfRow => false;

    /// <summary>What it makes of a text.</summary>
    public abstract Verdict Judge(string text, RowPlace place);

    /// <summary>A text; null where it has no opinion.</summary>
    public virtual Proposal? Propose(RowPlace place, Draw draw) => null;

    /// <summary>A part of a text, for uses that pick one out by a pattern; other parts may stand beside it.</summary>
    public virtual Proposal? Piece(RowPlace place, Draw draw, Edges edges) => null;

    /// <summary>Whether a text that it cannot read rejects the row, whatever stands in other fields.</summary>
    public virtual bool IsDecisive => false;

    /// <summary>A text that rejects the row; null where there is none to be sure of.</summary>
    public virtual string? Fault(Draw draw) => null;
}
