using System.Globalization;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Inverting;

/// <summary>Values of one property: plausible ones made, and texts checked, after codes and before the importer's type.</summary>
internal sealed class TypedValue(PropertyDescriptor property, ValueSpec spec, Wording wording)
{
    private static readonly DateOnly s_firstDay = new(1995, 1, 1);
    private static readonly DateTime s_firstInstant = new(2019, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly NumberNotation _numbers = new(spec);
    private readonly ClockNotation _clock = new(spec);

    /// <summary>A text and the value that it will be read as.</summary>
    /// <param name="meanings">What the codes of the source can stand for; null without codes.</param>
    public (string Text, object Value)? Make(IReadOnlyList<string>? meanings, Draw draw)
    {
        if ((meanings ?? property.Codes) is { } listed)
            return MakeListed(listed.Where(Fits).ToList(), draw);
        return property.Kind switch
        {
            PropertyKind.Boolean => MakeListed(["true", "false"], draw),
            PropertyKind.Integer or PropertyKind.Number => MakeNumber(draw),
            PropertyKind.Date => MakeDate(draw),
            PropertyKind.Instant => MakeInstant(draw),
            _ => wording.Text(draw) is var text ? (text, text) : null,
        };
    }

    /// <summary>Whether the property can hold the text.</summary>
    public bool Fits(string text) => property.Kind switch
    {
        PropertyKind.Boolean => text is "true" or "false",
        PropertyKind.Integer => _numbers.TryRead(text, out var number) && number == Math.Truncate(number) && InRange(number),
        PropertyKind.Number => _numbers.TryRead(text, out var number) && InRange(number),
        PropertyKind.Date => _clock.Fits(text, dateOnly: true),
        PropertyKind.Instant => _clock.Fits(text, dateOnly: false),
        _ => property.Codes?.Contains(text) ?? true,
    };

    /// <summary>A text that the property cannot hold; null where it holds any.</summary>
    public string? MakeWrong(Draw draw) => property.Kind switch
    {
        PropertyKind.Integer or PropertyKind.Number => "k. A.",
        PropertyKind.Date or PropertyKind.Instant => $"{30 + draw.Below(9)}.{13 + draw.Below(9)}.20",
        PropertyKind.Boolean => "vielleicht",
        _ => property.Codes is null ? null : $"?{10 + draw.Below(90)}",
    };

    private bool InRange(decimal number) => !((double)number < property.Minimum) && !((double)number > property.Maximum);

    private (string, object)? MakeListed(List<string> texts, Draw draw)
    {
        if (texts.Count == 0)
            return null;
        var text = draw.Pick(texts);
        return (text, ValueOf(text));
    }

    private object ValueOf(string text) => property.Kind switch
    {
        PropertyKind.Boolean => text == "true",
        PropertyKind.Integer => long.Parse(text, CultureInfo.InvariantCulture),
        PropertyKind.Number => double.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    private (string, object) MakeNumber(Draw draw)
    {
        var whole = property.Kind == PropertyKind.Integer;
        var (text, read) = _numbers.Write(wording.Number(draw, property.Minimum, property.Maximum, whole), whole);
        return (text, whole ? (long)read : (double)read);
    }

    private (string, object) MakeDate(Draw draw)
    {
        var date = s_firstDay.AddDays(draw.Below(10_000));
        return (_clock.WriteDate(date, draw.At("format")), date);
    }

    /// <summary>In the daytime: no clock is changed then.</summary>
    private (string, object)? MakeInstant(Draw draw)
    {
        var instant = new DateTimeOffset(s_firstInstant.AddDays(draw.Below(2_000)).AddSeconds((6 * 3_600) + draw.At("second").Below(12 * 3_600)));
        return _clock.Write(instant, draw.At("format")) is { } text ? (text, instant) : null;
    }
}
