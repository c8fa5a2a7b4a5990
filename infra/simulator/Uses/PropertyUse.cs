using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Patterns;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>A property with one value, as far as it is read from one field: by one description or by several alternatives.</summary>
/// <param name="need">Whether the property needs this field.</param>
internal sealed class PropertyUse(
    SourceFile source, PropertyDescriptor property, IReadOnlyList<(ValueSpec Spec, FieldLanguage Language)> ways, FieldNeed need, Wording wording)
    : FieldUse(source, $"map.{property.Name}")
{
    private readonly TypedValue[] _values = ways.Select(w => new TypedValue(property, w.Spec, wording)).ToArray();

    /// <summary>The property.</summary>
    public PropertyDescriptor Property => property;

    public override bool IsDecisive => ways.Count == 1 && need.IsOnlyField;

    public override IEnumerable<string> Nulls => ways.SelectMany(w => w.Language.Nulls);

    public override double NothingShare => need.HasAnother ? 0.25 : base.NothingShare;

    public override UseRank Rank => property.Kind switch
    {
        _ when ways[0].Language.Meanings is { Count: > 0 } || property.Codes is not null || property.Kind == PropertyKind.Boolean => UseRank.Code,
        PropertyKind.Text => UseRank.Text,
        _ => UseRank.Measure,
    };

    public override bool Requires(RowPlace place) => need.Requires(place);

    public override bool Excludes(RowPlace place) => need.Excludes(place);

    public override Verdict Judge(string text, RowPlace place)
    {
        for (var i = 0; i < ways.Count; i++)
        {
            var meaning = ways[i].Language.Read(text);
            if (!meaning.Known)
                return Verdict.Bad;
            if (!meaning.IsNothing)
                return _values[i].Fits(meaning.Text) ? Verdict.Good : Verdict.Bad;
        }

        return Verdict.Nothing;
    }

    public override Proposal? Propose(RowPlace place, Draw draw)
    {
        for (var i = 0; i < ways.Count; i++)
        {
            if (ways[i].Language.Pattern is null && Write(i, draw.At(i), Edges.Taken) is { } proposal)
                return proposal;
        }

        return null;
    }

    public override Proposal? Piece(RowPlace place, Draw draw, Edges edges)
    {
        var picking = Enumerable.Range(0, ways.Count).Where(i => ways[i].Language.Pattern is not null).ToList();
        if (picking.Count == 0)
            return null;
        var way = draw.At("way").Pick(picking);
        return Write(way, draw.At(way), edges) ?? PieceOfPattern(ways[way].Language, draw, edges);
    }

    public override string? Fault(Draw draw) => ways[0].Language switch
    {
        { Pattern: not null } => null,
        { Meanings: not null } coded => coded.WriteUnknown(draw),
        _ => _values[0].MakeWrong(draw),
    };

    private Proposal? Write(int way, Draw draw, Edges edges)
    {
        var language = ways[way].Language;
        return _values[way].Make(language.Meanings, draw.At("value")) is var (meant, value) && language.Write(meant, draw, edges) is { } text
            ? new Proposal(text, value)
            : null;
    }

    /// <summary>Where the pattern itself lists what may stand there, it makes the words.</summary>
    private static Proposal? PieceOfPattern(FieldLanguage language, Draw draw, Edges edges)
    {
        var text = language.Pattern!.Render(draw, edges: edges);
        return language.Read(text) is { Known: true, IsNothing: false } ? new Proposal(text) : null;
    }
}
