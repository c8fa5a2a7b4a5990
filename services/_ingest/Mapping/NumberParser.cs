using System.Globalization;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Numbers in the notation that a source declares.</summary>
internal readonly struct NumberParser(char point, char? thousands, double scale)
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int Longest = 64;

    private bool IsInvariant => point == '.' && thousands is null;

    /// <summary>A finite number, scaled.</summary>
    public bool TryNumber(ReadOnlySpan<char> text, out double number)
    {
        Span<char> buffer = stackalloc char[Longest];
        number = 0;
        var length = 0;
        if (!IsInvariant && !TryNormalise(text, buffer, out length))
            return false;
        var invariant = IsInvariant ? text : buffer[..length];
        return double.TryParse(invariant, Style, CultureInfo.InvariantCulture, out number) && TryScale(ref number);
    }

    /// <summary>A whole number, scaled. <c>12.0</c> is one, <c>12.5</c> is none.</summary>
    public bool TryInteger(ReadOnlySpan<char> text, out long integer)
    {
        Span<char> buffer = stackalloc char[Longest];
        integer = 0;
        var length = 0;
        if (!IsInvariant && !TryNormalise(text, buffer, out length))
            return false;
        var invariant = IsInvariant ? text : buffer[..length];
        if (scale == 1 && long.TryParse(invariant, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer))
            return true;
        if (!double.TryParse(invariant, Style, CultureInfo.InvariantCulture, out var number) || !TryScale(ref number))
            return false;
        integer = (long)number;
        return Math.Abs(number) <= 1L << 53 && number == Math.Truncate(number);
    }

    /// <summary>Brings the text to invariant notation; false where the marks cannot stand like that.</summary>
    private bool TryNormalise(ReadOnlySpan<char> text, Span<char> buffer, out int length)
    {
        length = 0;
        if (text.Length > buffer.Length)
            return false;
        var pointAt = text.IndexOf(point);
        if (!TryWhole(pointAt < 0 ? text : text[..pointAt], buffer, ref length))
            return false;
        if (pointAt < 0)
            return true;
        buffer[length++] = '.';
        var fraction = text[(pointAt + 1)..];
        fraction.CopyTo(buffer[length..]);
        length += fraction.Length;
        return !fraction.Contains('.') && !(thousands is { } mark && fraction.Contains(mark));
    }

    /// <summary>Sign and digits before the decimal mark; a thousands mark stands before every third digit or nowhere.</summary>
    private bool TryWhole(ReadOnlySpan<char> whole, Span<char> buffer, ref int length)
    {
        var digits = whole.TrimStart("+-");
        whole[..^digits.Length].CopyTo(buffer);
        length = whole.Length - digits.Length;
        var grouped = thousands is { } mark && digits.Contains(mark);
        for (var i = 0; i < digits.Length; i++)
        {
            var isMark = grouped && digits[i] == thousands;
            if (isMark != (grouped && i > 0 && (digits.Length - i) % 4 == 0))
                return false;
            if (isMark)
                continue;
            if (digits[i] == '.')
                return false;
            buffer[length++] = digits[i];
        }

        return true;
    }

    /// <summary>Decimal arithmetic, so that 57 hundredths are 0.57 and not 0.5700000000000001.</summary>
    private bool TryScale(ref double number)
    {
        if (scale != 1)
            number = Math.Abs(number) is < 1e15 and > 1e-10 ? (double)((decimal)number * (decimal)scale) : number * scale;
        return double.IsFinite(number);
    }
}
