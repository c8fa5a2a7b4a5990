using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Patterns;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>The content of a field in one row.</summary>
/// <param name="Proposal">The text; null for nothing, where <see cref="Nothing"/> is how the file says so.</param>
/// <param name="By">The use whose value it is.</param>
internal readonly record struct Cell(Proposal? Proposal, FieldUse? By, string Nothing = "")
{
    public string Text => Proposal?.Text ?? Nothing;

    public static Cell Of(string text) => new(new Proposal(text), null);
}

/// <summary>A field of a table with all that reads it.</summary>
/// <param name="isOfColumn">It comes from the name of a column, or is the value of one.</param>
internal sealed class Field(string name, bool isOfColumn = false)
{
    private const int Attempts = 12;

    private readonly List<FieldUse> _uses = [];
    private readonly Wording _wording = new(name.Split('.')[^1]);

    /// <summary>Its name in the file.</summary>
    public string Name { get; set; } = name;

    /// <summary>Whether it comes from the name of a column, or is the value of one, of a table that is turned from wide to long.</summary>
    public bool IsOfColumn => isOfColumn;

    /// <summary>What reads it.</summary>
    public IReadOnlyList<FieldUse> Uses => _uses;

    public void Add(FieldUse use) => _uses.Add(use);

    /// <summary>A text that all uses can read, and that is worth most to them.</summary>
    /// <exception cref="SimulatorException">There is none.</exception>
    public Cell Make(RowPlace place)
    {
        var draw = (_uses.Count > 0 && _uses.All(u => u.TellsOfRow) ? place.RowDraw : place.EntityDraw).At(Name);
        if (IsNothing(place, draw.At("nothing")))
            return new Cell(null, null, NothingText(place, draw.At("token")));
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (Best(place, draw.At(attempt)) is { } cell)
                return cell;
        }

        return _uses.Any(u => u.Requires(place)) ? throw Impossible() : new Cell(null, null);
    }

    /// <summary>Whether a source would reject the row for this text.</summary>
    public bool IsRejected(string text, SourceFile source, RowPlace place) =>
        _uses.Any(u => u.Source == source && u.Judge(text, place) is var verdict && (verdict == Verdict.Bad || verdict == Verdict.Nothing && u.Requires(place)));

    private bool IsNothing(RowPlace place, Draw draw)
    {
        if (_uses.Any(u => u.Requires(place)))
            return false;
        return _uses.Any(u => u.Excludes(place)) || _uses.Count > 0 && draw.Chance(_uses.Max(u => u.NothingShare));
    }

    private string NothingText(RowPlace place, Draw draw)
    {
        var tokens = _uses.SelectMany(u => u.Nulls).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(token => _uses.All(u => u.Judge(token, place) == Verdict.Nothing))
            .Append("")
            .ToList();
        return draw.Pick(tokens);
    }

    private Cell? Best(RowPlace place, Draw draw)
    {
        Cell? best = null;
        var most = -1;
        foreach (var (proposal, use) in Candidates(place, draw))
        {
            var worth = proposal.Items is not null && _uses.Count == 1 ? 1 : Worth(proposal.Text, place);
            if (worth > most)
                (best, most) = (new Cell(proposal, use), worth);
            if (worth == _uses.Count)
                break;
        }

        return best;
    }

    /// <summary>How many uses a text yields a value for; less than nothing where one refuses it.</summary>
    private int Worth(string text, RowPlace place)
    {
        var worth = 0;
        foreach (var use in _uses)
        {
            var verdict = use.Judge(text, place);
            if (verdict == Verdict.Bad || verdict == Verdict.Nothing && use.Requires(place))
                return -1;
            worth += verdict == Verdict.Good ? 1 : 0;
        }

        return worth;
    }

    private IEnumerable<(Proposal, FieldUse?)> Candidates(RowPlace place, Draw draw)
    {
        var stem = Stem(place, draw);
        var pieces = Pieces(place, draw, Edges.Taken);
        foreach (var (proposal, use) in pieces)
            yield return (proposal, use);
        if (pieces.Count > 0)
        {
            foreach (var joined in Joined(stem?.Proposal, pieces, Pieces(place, draw, Edges.Avoided)))
                yield return (new Proposal(joined), null);
        }

        if (stem is var (text, by))
            yield return (text, by);
        if (stem is null && pieces.Count == 0)
            yield return (new Proposal(_wording.Text(draw)), null);
    }

    /// <summary>What the strictest use proposes for the whole field.</summary>
    private (Proposal Proposal, FieldUse Use)? Stem(RowPlace place, Draw draw)
    {
        foreach (var use in _uses.OrderBy(u => u.Rank))
        {
            if (use.Propose(place, draw) is { } proposal)
                return (proposal, use);
        }

        return null;
    }

    private List<(Proposal Proposal, FieldUse Use)> Pieces(RowPlace place, Draw draw, Edges edges)
    {
        var pieces = new List<(Proposal, FieldUse)>();
        for (var i = 0; i < _uses.Count; i++)
        {
            if (_uses[i].Piece(place, draw.At("piece").At(i), edges) is { } piece)
                pieces.Add((piece, _uses[i]));
        }

        return pieces;
    }

    /// <summary>Several parts in one text, as in "Barrierefrei: ja | Preis: 0.5 €", and parts before or after a stem.</summary>
    private static IEnumerable<string> Joined(Proposal? stem, List<(Proposal Proposal, FieldUse Use)> taken, List<(Proposal Proposal, FieldUse Use)> avoided)
    {
        var parts = stem is null ? taken.Count : taken.Count + 1;
        if (parts < 2)
            yield break;
        foreach (var joint in parts > 2 || stem is null ? new[] { " | ", ", ", " " } : [" ", ", ", ""])
        {
            foreach (var pieces in new[] { taken, avoided })
            {
                var joined = string.Join(joint, pieces.Select(p => p.Proposal.Text));
                yield return stem is null ? joined : joined + joint + stem.Text;
                if (stem is not null)
                    yield return stem.Text + joint + joined;
            }
        }
    }

    private SimulatorException Impossible()
    {
        var others = string.Join(", ", _uses.Skip(1).Select(u => u.Key).Distinct());
        var also = others.Length > 0 ? $" and {others}" : "";
        return new SimulatorException($"{_uses[0].Source.YamlPath}: {_uses[0].Key}{also}: no text was found for the field '{Name}' that can be read.");
    }
}
