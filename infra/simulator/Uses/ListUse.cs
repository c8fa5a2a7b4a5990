using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>A property that is a list, from one field: a list in JSON, or a text that is split.</summary>
/// <param name="isJson">Without <c>split</c>, the field can be a list.</param>
internal sealed class ListUse(
    SourceFile source, PropertyDescriptor property, ValueSpec spec, FieldLanguage language, bool isJson, FieldNeed need, Wording wording)
    : FieldUse(source, $"map.{property.Name}")
{
    private const int MostItems = 4;

    public override IEnumerable<string> Nulls => language.Nulls;

    public override UseRank Rank => UseRank.Text;

    public override bool Requires(RowPlace place) => need.Requires(place);

    public override bool Excludes(RowPlace place) => need.Excludes(place);

    public override Verdict Judge(string text, RowPlace place)
    {
        var items = (spec.Split is { } separator ? text.Split(separator) : [text]).Select(i => language.Read(i)).ToList();
        if (items.Any(i => !i.Known || !i.IsNothing && property.Codes?.Contains(i.Text) == false))
            return Verdict.Bad;
        return items.Any(i => !i.IsNothing) ? Verdict.Good : Verdict.Nothing;
    }

    public override Proposal? Propose(RowPlace place, Draw draw)
    {
        var asList = spec.Split is null && isJson;
        var count = spec.Split is null && !isJson ? 1 : 1 + draw.Below(MostItems);
        var texts = Meant(draw).Take(count).Select((m, i) => (Meant: m, Text: language.Write(m, draw.At(i)))).Where(i => IsItem(i.Text)).ToList();
        if (texts.Count == 0)
            return null;
        var value = texts.Select(t => t.Meant).ToArray();
        var joined = string.Join(spec.Split is { } separator ? separator.TrimEnd() + " " : ", ", texts.Select(t => t.Text));
        return new Proposal(joined, value, asList ? texts.Select(t => t.Text!).ToList() : null);
    }

    public override bool IsDecisive => need.IsOnlyField;

    public override string? Fault(Draw draw) => language.Meanings is null || isJson ? null : language.WriteUnknown(draw);

    private bool IsItem(string? text) => text is not null && (spec.Split is null || !text.Contains(spec.Split.Trim(), StringComparison.Ordinal));

    /// <summary>What the items mean, without repetition.</summary>
    private IEnumerable<string> Meant(Draw draw)
    {
        var listed = language.Meanings ?? property.Codes;
        if (listed is { Count: 0 })
            return [];
        return Enumerable.Range(0, 2 * MostItems)
            .Select(i => listed is null ? wording.Text(draw.At("item").At(i)) : draw.At("item").At(i).Pick(listed))
            .Distinct(StringComparer.Ordinal);
    }
}
