using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Uses;

/// <summary>The station of a reading.</summary>
internal sealed class StationUse(SourceFile source, FieldLanguage language, FieldNeed need) : FieldUse(source, "series.station")
{
    public override IEnumerable<string> Nulls => language.Nulls;

    public override UseRank Rank => UseRank.Identity;

    public override bool Requires(RowPlace place) => need.Requires(place);

    public override bool Excludes(RowPlace place) => need.Excludes(place);

    // Before the stations are known, the source that makes them has the say.
    public override Verdict Judge(string text, RowPlace place)
    {
        var meaning = language.Read(text);
        if (meaning.IsNothing)
            return Verdict.Nothing;
        return meaning.Known && (place.Station is null || LocalIds.InAddress(meaning.Text) == place.Station.LocalId) ? Verdict.Good : Verdict.Bad;
    }

    public override Proposal? Propose(RowPlace place, Draw draw) => place.Station is { } station && Write(station, draw) is { } text
        ? new Proposal(text)
        : null;

    /// <summary>The text that names a station; null where this series cannot.</summary>
    public string? Write(Station station, Draw draw) => language.Write(station.Name, draw) ?? language.Write(station.LocalId, draw);
}

/// <summary>The time of a reading.</summary>
internal sealed class TimeUse(SourceFile source, ValueSpec spec, FieldLanguage language, FieldNeed need, TimeSpan endBy) : FieldUse(source, "series.time")
{
    public override IEnumerable<string> Nulls => language.Nulls;

    public override bool TellsOfRow => true;

    public override UseRank Rank => UseRank.Identity;

    /// <summary>How the source writes times.</summary>
    public ClockNotation Clock { get; } = new(spec, endBy);

    public override bool Requires(RowPlace place) => need.Requires(place);

    public override bool Excludes(RowPlace place) => need.Excludes(place);

    public override Verdict Judge(string text, RowPlace place)
    {
        var meaning = language.Read(text);
        if (meaning.IsNothing)
            return Verdict.Nothing;
        return meaning.Known && Clock.Fits(meaning.Text, dateOnly: false) ? Verdict.Good : Verdict.Bad;
    }

    public override Proposal? Propose(RowPlace place, Draw draw) =>
        Clock.Write(place.Begin, draw.At("format")) is { } time && language.Write(time, draw) is { } text ? new Proposal(text, place.Begin) : null;

    public override bool IsDecisive => true;

    public override string? Fault(Draw draw) => language.Pattern is null ? $"{30 + draw.Below(9)}.{13 + draw.Below(9)}. 25:61" : null;
}

/// <summary>What tells the datastreams of a station apart, in long rows.</summary>
internal sealed class KeyUse(SourceFile source, FieldLanguage language, Wording wording) : FieldUse(source, "series.datastream.key")
{
    private const int FreeKeys = 3;

    public override IEnumerable<string> Nulls => language.Nulls;

    public override bool TellsOfRow => true;

    public override UseRank Rank => UseRank.Identity;

    /// <summary>The keys that the codes stand for; null where any text is one.</summary>
    public IReadOnlyList<string>? Listed => language.Meanings is { Count: > 0 } listed ? listed : null;

    /// <summary>The keys that series have: those that are listed, or a few words.</summary>
    public IReadOnlyList<string> Keys => Listed ?? Enumerable.Range(0, FreeKeys).Select(i => wording.Distinct(i)).ToList();

    /// <summary>The key that a text means.</summary>
    public string Read(string text) => language.Read(text).Text;

    /// <summary>A text that means a key; null where none does.</summary>
    public string? Write(string key, Draw draw) => language.Write(key, draw);

    public override bool Requires(RowPlace place) => true;

    public override Verdict Judge(string text, RowPlace place) =>
        language.Read(text) is { Known: true } meaning && meaning.Text == place.DatastreamKey ? Verdict.Good : Verdict.Bad;

    public override Proposal? Propose(RowPlace place, Draw draw) =>
        place.DatastreamKey is { } key && language.Write(key, draw) is { } text ? new Proposal(text) : null;
}

/// <summary>The value of a reading.</summary>
/// <param name="fixedKey">Key of the datastream in wide rows; null where the row says it.</param>
/// <param name="needed">Whether the row is rejected without this value.</param>
internal sealed class ResultUse(
    SourceFile source, DatastreamSpec datastream, FieldLanguage language, string? fixedKey, bool needed, Draw seed, TimeZoneInfo zone)
    : FieldUse(source, fixedKey is null ? "series.datastream" : $"series.datastreams.{fixedKey}")
{
    private readonly NumberNotation _numbers = new(datastream.Result);

    public override IEnumerable<string> Nulls => language.Nulls;

    public override bool TellsOfRow => true;

    public override UseRank Rank => UseRank.Measure;

    public override double NothingShare => 0.03;

    public override bool Requires(RowPlace place) => needed;

    public override Verdict Judge(string text, RowPlace place)
    {
        var meaning = language.Read(text);
        if (meaning.IsNothing)
            return Verdict.Nothing;
        return meaning.Known && _numbers.TryRead(meaning.Text, out _) ? Verdict.Good : Verdict.Bad;
    }

    public override Proposal? Propose(RowPlace place, Draw draw)
    {
        if (place.Station is not { } station)
            return null;
        var at = seed.At(station.LocalId).At(fixedKey ?? place.DatastreamKey ?? "");
        var local = TimeZoneInfo.ConvertTime(place.Begin, zone).DateTime;
        var value = Readings.Value(datastream.Property.Text(), at, local);
        // A value that the source would take for "nothing" goes up by the least that it can.
        return Write(value, draw) ?? Write(value + (value == Math.Truncate(value) ? 1 : 0.1m), draw);
    }

    public override bool IsDecisive => true;

    public override string? Fault(Draw draw) => language is { Pattern: null, Meanings: null } ? "k. A." : null;

    private Proposal? Write(decimal value, Draw draw)
    {
        var (text, read) = _numbers.Write(value, whole: false);
        return language.Write(text, draw) is { } written ? new Proposal(written, (double)read) : null;
    }
}
