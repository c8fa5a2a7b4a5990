using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>A field that stands in a template among others, or a title: any text will do that does not split the whole.</summary>
internal sealed class PartUse(SourceFile source, string key, ValueSpec spec, FieldLanguage language, bool required, Wording wording)
    : FieldUse(source, key)
{
    public override IEnumerable<string> Nulls => language.Nulls;

    public override UseRank Rank => UseRank.Text;

    public override bool IsDecisive => true;

    public override bool Requires(RowPlace place) => required;

    public override Verdict Judge(string text, RowPlace place)
    {
        var clean = language.Clean(text);
        if (clean.Length == 0)
            return Verdict.Nothing;
        return spec.Split is { } separator && clean.Contains(separator.Trim(), StringComparison.Ordinal) ? Verdict.Bad : Verdict.Good;
    }

    public override Proposal? Propose(RowPlace place, Draw draw) => new(wording.Text(draw));
}
