using System.Globalization;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>The field that tells the rows of a source apart: it holds a text that no other row of the collection in the city has.</summary>
internal sealed class IdUse(SourceFile source, FieldLanguage language, FieldNeed need, Wording wording) : FieldUse(source, "id")
{
    private IReadOnlyList<string> _demanded = [];
    private (int Part, int Parts) _share = (0, 1);
    private long _firstNumber;

    public override IEnumerable<string> Nulls => language.Nulls;

    public override UseRank Rank => UseRank.Identity;

    /// <summary>Whether people read it as a name, so that words fit better than numbers.</summary>
    public bool IsName { get; set; }

    /// <summary>The text that the id is made of, out of a text of the field.</summary>
    public string Read(string text) => language.Read(text).Text;

    /// <summary>Ids that others rely on: those of the first rows.</summary>
    public void Demand(IReadOnlyList<string> ids) => _demanded = ids;

    /// <summary>Keeps the ids of the sources of a collection apart.</summary>
    /// <param name="part">Which of <paramref name="parts"/> sources this is.</param>
    /// <param name="size">More ids than any of the sources needs.</param>
    public void KeepApart(int part, int parts, long size)
    {
        _share = (part, parts);
        _firstNumber = (part + 1) * size;
    }

    public override bool Requires(RowPlace place) => need.Requires(place);

    public override bool Excludes(RowPlace place) => need.Excludes(place);

    public override Verdict Judge(string text, RowPlace place)
    {
        var meaning = language.Read(text);
        if (meaning.IsNothing)
            return Verdict.Nothing;
        if (!meaning.Known)
            return Verdict.Bad;
        if (place.Number < _demanded.Count)
            return meaning.Text == _demanded[(int)place.Number] ? Verdict.Good : Verdict.Bad;
        return Tokens(place.Number).Any(token => meaning.Text.Contains(token, StringComparison.Ordinal)) ? Verdict.Good : Verdict.Bad;
    }

    public override Proposal? Propose(RowPlace place, Draw draw)
    {
        var tokens = place.Number < _demanded.Count ? [_demanded[(int)place.Number]] : Tokens(place.Number);
        return tokens.Select(token => language.Write(token, draw)).FirstOrDefault(text => text is not null) is { } written
            ? new Proposal(written)
            : null;
    }

    /// <summary>A name where one is wanted, and a number where the field can hold no name.</summary>
    private IEnumerable<string> Tokens(long number)
    {
        var index = number - _demanded.Count;
        if (IsName)
            yield return wording.Distinct(index, _share.Part, _share.Parts);
        yield return (_firstNumber + index).ToString(CultureInfo.InvariantCulture);
    }
}
