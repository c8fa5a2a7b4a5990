using NetTopologySuite.Geometries;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>
/// A checked filter of CQL2 (OGC 21-065r2), calculated for a row in memory with the outcome that its SQL has. Null is
/// "unknown", in the three-valued logic of clause 6.4; numbers are doubles, instants <see cref="DateTime"/> in UTC.
/// </summary>
public sealed class RowExpression(ForeignRow row, CollectionDescriptor collection)
{
    /// <summary>Whether the filter is true of the row; unknown is not true.</summary>
    public bool IsTrue(Expression filter) => Value(filter) is true;

    /// <summary>What an expression yields; null if that is unknown.</summary>
    public object? Value(Expression expression) => expression switch
    {
        PropertyReference property => Property(property.Name),
        TextLiteral text => text.Value,
        IntegerLiteral whole => (double)whole.Value,
        NumberLiteral number => number.Value,
        BooleanLiteral truth => truth.Value,
        DateLiteral date => date.Value,
        InstantLiteral instant => instant.Value,
        GeometryLiteral geometry => geometry.Value,
        BoxLiteral box => Geometries.Box(box.Sides, CoordinateSystem.Crs84),
        Operation operation => Operation(operation.Op, operation.Args),
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "stands only where its own operators read it"),
    };

    private object? Property(string name)
    {
        if (name == SortOrder.Id && collection.Find(name) is null)
            return row.Id;
        if (collection.Find(name) is { Kind: PropertyKind.Geometry })
            return row.Geometry;
        for (var i = 0; i < collection.Properties.Count; i++)
        {
            if (collection.Properties[i].Name == name)
                return Plain(row.Values[i]);
        }

        return row.Id.Split(':', 2)[0];
    }

    private static object? Plain(object? value) => value switch
    {
        long whole => (double)whole,
        DateTimeOffset instant => instant.UtcDateTime,
        _ => value,
    };

    private object? Operation(string op, IReadOnlyList<Expression> args) => op switch
    {
        "and" => args.Aggregate((bool?)true, (so, arg) => so & Truth(arg)),
        "or" => args.Aggregate((bool?)false, (so, arg) => so | Truth(arg)),
        "not" => !Truth(args[0]),
        "isnull" => IsNull(args[0]),
        "in" => ((ArrayLiteral)args[1]).Items.Aggregate((bool?)false, (so, item) => so | Comparison.Of("=", Value(args[0]), Value(item))),
        "between" => Comparison.Of(">=", Value(args[0]), Value(args[1])) & Comparison.Of("<=", Value(args[0]), Value(args[2])),
        "like" => RowText.Like((string?)Value(args[0]), (string?)Value(args[1])),
        "casei" => RowText.Folded((string?)Value(args[0])),
        "accenti" => RowText.WithoutAccents((string?)Value(args[0])),
        _ when Operators.IsComparison(op) => Comparison.Of(op, Value(args[0]), Value(args[1])),
        _ when Operators.IsArithmetic(op) => Arithmetic.Of(op, (double?)Value(args[0]), (double?)Value(args[1])),
        _ when Operators.IsSpatial(op) => Spatial(op, (Geometry?)Value(args[0]), (Geometry?)Value(args[1])),
        _ when Operators.IsTemporal(op) => RowTime.Of(op, Ends(args[0]), Ends(args[1])),
        _ when Operators.IsArray(op) => RowArray.Of(op, Elements(args[0]), Elements(args[1])),
        _ => Call(op.ToLowerInvariant(), args),
    };

    private bool? Truth(Expression expression) => (bool?)Value(expression);

    private bool IsNull(Expression expression) => expression switch
    {
        ArrayLiteral => false,
        Interval interval => new[] { interval.From, interval.To }.OfType<Expression>().Any(end => Value(end) is null),
        _ => Value(expression) is null,
    };

    private (object? From, object? To) Ends(Expression time) => time is Interval interval
        ? (interval.From is null ? RowTime.Before : Value(interval.From), interval.To is null ? RowTime.After : Value(interval.To))
        : (Value(time), Value(time));

    private HashSet<object>? Elements(Expression array) => array is ArrayLiteral literal
        ? [.. literal.Items.Select(Value).OfType<object>()]
        : Value(array) is string[] items ? [.. items] : null;

    private static bool? Spatial(string op, Geometry? a, Geometry? b)
    {
        try
        {
            return a is null || b is null ? null : Compare(op, a, b);
        }
        catch (Exception e) when (e is TopologyException or ArgumentException)
        {
            // The geometry library does not know this operation for these geometries.
            throw ProblemException.Parameter400("filter", $"The filter cannot be calculated for every row: {e.Message}.");
        }
    }

    private static bool Compare(string op, Geometry a, Geometry b) => op switch
    {
        "s_intersects" => a.Intersects(b),
        "s_disjoint" => !a.Intersects(b),
        "s_equals" => a.EqualsTopologically(b),
        "s_touches" => a.Touches(b),
        "s_within" => a.Within(b),
        "s_overlaps" => a.Overlaps(b),
        "s_crosses" => a.Crosses(b),
        _ => a.Contains(b),
    };

    private object? Call(string name, IReadOnlyList<Expression> args)
    {
        if (name == "now")
            return DateTime.UtcNow;
        return (name, Value(args[0])) switch
        {
            ("lower", string text) => text.ToLowerInvariant(),
            ("upper", string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal),
            ("length", string text) => (double)text.EnumerateRunes().Count(),
            ("abs", double number) => Math.Abs(number),
            ("floor", double number) => Math.Floor(number),
            ("ceil", double number) => Math.Ceiling(number),
            ("round", double number) => Math.Round(number),
            _ => null,
        };
    }
}
