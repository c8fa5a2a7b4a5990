using System.Globalization;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Simulator.Inverting;

/// <summary>Numbers in the notation of a source: decimal mark, thousands mark, scale.</summary>
internal readonly struct NumberNotation(ValueSpec spec)
{
    private const int MostDecimals = 12;

    private readonly decimal _scale = (decimal)spec.Scale;

    /// <summary>The text of about <paramref name="number"/>, and the number that it will be read as.</summary>
    /// <param name="whole">The number must be read as a whole one.</param>
    public (string Text, decimal Read) Write(decimal number, bool whole)
    {
        var raw = Math.Round(number / _scale, MostDecimals);
        if (whole && raw * _scale != number)
            raw = Math.Round(raw);
        return (Mark(raw), raw * _scale);
    }

    /// <summary>Whether a text is a number in this notation. Exponents are not written here, and so not known.</summary>
    public bool TryRead(string text, out decimal number)
    {
        number = 0;
        if (spec.Decimal != '.' && text.Contains('.') && spec.Thousands != '.')
            return false;
        var plain = spec.Thousands is { } mark ? text.Replace(mark.ToString(), "", StringComparison.Ordinal) : text;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(plain.Replace(spec.Decimal, '.'), Style, CultureInfo.InvariantCulture, out number))
            return false;
        number *= _scale;
        return true;
    }

    private string Mark(decimal raw)
    {
        // Trailing zeros of the decimal's own scale would be kept otherwise.
        var invariant = raw.ToString("0.############", CultureInfo.InvariantCulture);
        var point = invariant.IndexOf('.');
        var whole = point < 0 ? invariant : invariant[..point];
        var fraction = point < 0 ? "" : spec.Decimal + invariant[(point + 1)..];
        return (spec.Thousands is { } mark ? Grouped(whole, mark) : whole) + fraction;
    }

    private static string Grouped(string whole, char mark)
    {
        var digits = whole.TrimStart('-');
        for (var at = digits.Length - 3; at > 0; at -= 3)
            digits = digits.Insert(at, mark.ToString());
        return whole.StartsWith('-') ? "-" + digits : digits;
    }
}
