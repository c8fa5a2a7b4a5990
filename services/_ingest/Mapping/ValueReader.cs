using System.Globalization;
using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Reads one property of a feature and checks it against the descriptor.</summary>
/// <param name="otherwise">What is read where this yields nothing.</param>
internal sealed class ValueReader(PropertyDescriptor property, FieldText text, ValueReader? otherwise = null) : PropertyReader
{
    /// <summary>Longest text that a property may hold.</summary>
    public const int LongestText = 10_000;

    private const int MostItems = 1_000;

    private readonly NumberParser _numbers = new(text.Spec.Decimal, text.Spec.Thousands, text.Spec.Scale);
    private readonly TimeParser _times = new(text.Spec);

    public override string Field => text.Field;

    /// <summary>The reader of a property with all its alternatives, bound to the fields of a file.</summary>
    /// <exception cref="BrokenFileException">The file lacks a field.</exception>
    public static ValueReader Bind(PropertyDescriptor property, ValueSpec spec, string[] nulls, RowReader rows) =>
        new(property, FieldText.Bind(spec, nulls, rows), spec.Else is null ? null : Bind(property, spec.Else, nulls, rows));

    public override void RequireSeen(RowReader rows)
    {
        text.RequireSeen(rows);
        otherwise?.RequireSeen(rows);
    }

    public override string? Read(RowReader row, out object? value)
    {
        var fault = property.Kind switch
        {
            PropertyKind.TextList => ReadList(row, out value),
            PropertyKind.Boolean => ReadBoolean(row, out value),
            _ => ReadText(row, out value),
        };
        if (fault is null && value is null && otherwise is not null)
            return otherwise.Read(row, out value);
        return fault ?? (value is null && property.Required ? $"is empty, but '{property.Name}' must have a value" : null);
    }

    private string? ReadText(RowReader row, out object? value)
    {
        value = null;
        if (!text.TryRead(row, out var decoded))
            return UnknownCode(decoded);
        return decoded.IsEmpty ? null : Convert(decoded, out value);
    }

    private string? Convert(ReadOnlySpan<char> decoded, out object? value)
    {
        string? fault = null;
        value = property.Kind switch
        {
            PropertyKind.Text => CheckedText(decoded, ref fault),
            PropertyKind.Date => _times.TryDate(decoded, out var date) ? date : Fault(ref fault, $"'{decoded}' is not a date{Like()}"),
            PropertyKind.Instant => _times.TryInstant(decoded, ("", ""), out var instant, out fault) ? instant : null,
            PropertyKind.Integer => _numbers.TryInteger(decoded, out var integer)
                ? Ranged(integer, integer, ref fault)
                : Fault(ref fault, $"'{decoded}' is not a whole number{Notation()}"),
            PropertyKind.Number => _numbers.TryNumber(decoded, out var number)
                ? Ranged(number, number, ref fault)
                : Fault(ref fault, $"'{decoded}' is not a number{Notation()}"),
            _ => throw new InvalidOperationException($"{property.Name} is read elsewhere."),
        };
        return fault;
    }

    private string? ReadBoolean(RowReader row, out object? value)
    {
        value = null;
        if (text.Spec is { True: null, False: null })
        {
            if (!text.TryRead(row, out var decoded))
                return UnknownCode(decoded);
            value = decoded.IsEmpty ? null : bool.TryParse(decoded, out var flag) ? flag : null;
            return value is null && !decoded.IsEmpty ? $"'{decoded}' is neither true nor false" : null;
        }

        var plain = text.Plain(row).ToString();
        value = text.Spec.True?.Contains(plain) == true ? true
            : text.Spec.False?.Contains(plain) == true ? false
            : text.Spec.Otherwise?.Text is { } otherwise ? bool.Parse(otherwise)
            : null;
        return value is null && plain.Length > 0 && text.Spec.Otherwise is null ? UnknownCode(plain) : null;
    }

    private string? ReadList(RowReader row, out object? value)
    {
        value = null;
        var items = text.PlainList(row);
        if (items is { Length: > MostItems })
            return $"has more than {MostItems} items";
        var decoded = new List<string>();
        // "Nothing" goes through the codes too: they may say what it becomes.
        foreach (var item in items ?? [""])
        {
            if (!text.Decode(item, out var code))
                return UnknownCode(item);
            string? fault = null;
            if (!code.IsEmpty && CheckedText(code, ref fault) is { } checkedItem)
                decoded.Add(checkedItem);
            if (fault is not null)
                return fault;
        }

        value = decoded.Count > 0 ? decoded.ToArray() : null;
        return null;
    }

    private string? CheckedText(ReadOnlySpan<char> decoded, ref string? fault)
    {
        fault = TextFault(decoded, LongestText);
        if (fault is null && property.Codes is { } codes && !codes.Contains(decoded.ToString()))
            fault = $"'{decoded}' is not a value of '{property.Name}'; allowed are {string.Join(", ", codes)}";
        return fault is null ? decoded.ToString() : null;
    }

    /// <summary>What keeps a text out of the database, or null.</summary>
    public static string? TextFault(ReadOnlySpan<char> text, int longest)
    {
        if (text.Length > longest)
            return $"has {text.Length} characters, more than the limit of {longest}";
        return text.Contains('\0') ? "holds a NUL character" : null;
    }

    private object? Ranged(object value, double number, ref string? fault)
    {
        if (number < property.Minimum)
            return Fault(ref fault, string.Create(CultureInfo.InvariantCulture, $"{value} is less than the minimum {property.Minimum}"));
        return number > property.Maximum
            ? Fault(ref fault, string.Create(CultureInfo.InvariantCulture, $"{value} is more than the maximum {property.Maximum}"))
            : value;
    }

    private static object? Fault(ref string? fault, string reason)
    {
        fault = reason;
        return null;
    }

    private string UnknownCode(ReadOnlySpan<char> code)
    {
        var known = (text.Spec.Codes?.Keys ?? []).Concat(text.Spec.True ?? Enumerable.Empty<string>()).Concat(text.Spec.False ?? Enumerable.Empty<string>());
        return $"'{code}' is not a code that the source knows: {string.Join(", ", known)}";
    }

    private string Like() => text.Spec.Formats.Count > 0 ? $" like {string.Join(" or ", text.Spec.Formats)}" : " like 2024-12-31";

    private string Notation() => text.Spec.Decimal == '.' ? "" : $" with '{text.Spec.Decimal}' as decimal mark";
}
