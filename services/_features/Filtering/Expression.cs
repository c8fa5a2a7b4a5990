using NetTopologySuite.Geometries;

namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// An expression of CQL2 (OGC 21-065r2), in the shape of its JSON encoding. Text and JSON are read into the same
/// expressions.
/// </summary>
public abstract record Expression
{
    /// <summary>How many expressions lie within one another, this one included.</summary>
    public virtual int Depth => 1;
}

/// <summary>An operator or function with its arguments.</summary>
/// <param name="Op">As in the JSON encoding, in lower case: <c>and</c>, <c>=</c>, <c>isnull</c>, <c>s_intersects</c>, or a function's name.</param>
public sealed record Operation(string Op, IReadOnlyList<Expression> Args) : Expression
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + Args.Select(a => a.Depth).DefaultIfEmpty(0).Max();
}

/// <summary>A property of the feature.</summary>
public sealed record PropertyReference(string Name) : Expression;

/// <summary>A text.</summary>
public sealed record TextLiteral(string Value) : Expression;

/// <summary>A number without a fraction.</summary>
public sealed record IntegerLiteral(long Value) : Expression;

/// <summary>A number.</summary>
public sealed record NumberLiteral(double Value) : Expression;

/// <summary>True or false.</summary>
public sealed record BooleanLiteral(bool Value) : Expression;

/// <summary>A day.</summary>
public sealed record DateLiteral(DateOnly Value) : Expression;

/// <summary>An instant in UTC.</summary>
public sealed record InstantLiteral(DateTime Value) : Expression;

/// <summary>A time between two instants, days, properties or functions; an open end is null.</summary>
public sealed record Interval(Expression? From, Expression? To) : Expression
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + Math.Max(From?.Depth ?? 0, To?.Depth ?? 0);
}

/// <summary>A geometry, its axes in the order of the filter's coordinate reference system.</summary>
public sealed record GeometryLiteral(Geometry Value) : Expression;

/// <summary>A box: four numbers, or six with heights, in the axis order of the filter's coordinate reference system.</summary>
public sealed record BoxLiteral(IReadOnlyList<double> Sides) : Expression;

/// <summary>A list of values.</summary>
public sealed record ArrayLiteral(IReadOnlyList<Expression> Items) : Expression
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + Items.Select(a => a.Depth).DefaultIfEmpty(0).Max();
}
