using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Patterns;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>A condition of <c>only</c>: rows that do not hold it are skipped.</summary>
internal sealed class ConditionUse(SourceFile source, Condition condition, FieldLanguage language) : FieldUse(source, $"only.{condition.Field}")
{
    private readonly TextPattern? _pattern = condition.Matches is null ? null : new TextPattern(condition.Matches);

    public override IEnumerable<string> Nulls => language.Nulls;

    public override UseRank Rank => UseRank.Condition;

    public override bool TellsOfRow => true;

    public override bool Requires(RowPlace place) => !Holds("");

    public override bool Excludes(RowPlace place) => condition.Present == false || condition.Is is [""];

    public override Verdict Judge(string text, RowPlace place)
    {
        var clean = language.Clean(text);
        if (!Holds(clean))
            return Verdict.Bad;
        return clean.Length == 0 ? Verdict.Nothing : Verdict.Good;
    }

    public override Proposal? Propose(RowPlace place, Draw draw)
    {
        if (condition.Is?.Where(t => t.Length > 0).ToList() is { Count: > 0 } allowed)
            return new Proposal(draw.Pick(allowed));
        return _pattern is null ? null : new Proposal(_pattern.Render(draw));
    }

    private bool Holds(string clean)
    {
        if (condition.Present is { } present)
            return clean.Length > 0 == present;
        if (condition.Is is { } allowed)
            return allowed.Contains(clean);
        return condition.Not is { } refused ? !refused.Contains(clean) : condition.Matches!.IsMatch(clean);
    }
}
