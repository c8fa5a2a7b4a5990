using System.Globalization;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>The field that tells the rows of a source apart: it holds a text that no other row of the collection in the city has.</summary>
internal sealed class IdUse(SourceFile source, FieldLanguage language, FieldNeed need, Wording wording) : FieldUse(source, "id")
{
    // The first number: ids of real files are rarely shorter.
    private const long FirstNumber = 1_001;

    private IReadOnlyList<string> _demanded = [];

    public override IEnumerable<string> Nulls => language.Nulls;

    public override UseRank Rank => UseRank.Identity;

    /// <summary>Whether people read it as a name, so that words fit better than numbers.</summary>
    public bool IsName { get; set; }

    /// <summary>The text that the id is made of, out of a text of the field.</summary>
    public string Read(string text) => language.Read(text).Text;

    /// <summary>Ids that others rely on: those of the first features of the file.</summary>
    public void Demand(IReadOnlyList<string> ids) => _demanded = ids;

    /// <summary>How many ids others rely on.</summary>
    public int DemandedCount => _demanded.Count;

    public override bool Requires(RowPlace place) => need.Requires(place);

    public override bool Excludes(RowPlace place) => need.Excludes(place);

    public override Verdict Judge(string text, RowPlace place)
    {
        var meaning = language.Read(text);
        if (meaning.IsNothing)
            return Verdict.Nothing;
        if (!meaning.Known)
            return Verdict.Bad;
        if (place.Entity < _demanded.Count)
            return meaning.Text == _demanded[(int)place.Entity] ? Verdict.Good : Verdict.Bad;
        return Tokens(place.Number).Any(token => meaning.Text.Contains(token, StringComparison.Ordinal)) ? Verdict.Good : Verdict.Bad;
    }

    public override Proposal? Propose(RowPlace place, Draw draw)
    {
        var meant = place.Entity < _demanded.Count ? [_demanded[(int)place.Entity]] : Tokens(place.Number).Select(language.Framed);
        return meant.Select(id => language.Write(id, draw)).FirstOrDefault(text => text is not null) is { } written ? new Proposal(written) : null;
    }

    /// <summary>A name where one is wanted, and a number where the field can hold no name.</summary>
    private IEnumerable<string> Tokens(long number)
    {
        if (IsName)
            yield return wording.Distinct(number);
        yield return (FirstNumber + number).ToString(CultureInfo.InvariantCulture);
    }
}
