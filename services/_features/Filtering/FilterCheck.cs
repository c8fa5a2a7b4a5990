using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// Checks an expression against a collection: properties exist, operators and functions get what they work on. On the way
/// texts become dates and instants where they are compared with such.
/// </summary>
public sealed class FilterCheck(CollectionDescriptor collection)
{
    /// <summary>Checks a filter, which must be true or false.</summary>
    /// <exception cref="ProblemException">400: the message says what is wrong and what would be right.</exception>
    public static Expression Filter(Expression expression, CollectionDescriptor collection) => new FilterCheck(collection).Of(expression, FilterType.Boolean, "The filter");

    /// <summary>The type of a checked expression.</summary>
    public static FilterType TypeOf(Expression expression, CollectionDescriptor collection) => expression switch
    {
        PropertyReference property => Property(property.Name, collection),
        TextLiteral => FilterType.Text,
        IntegerLiteral or NumberLiteral => FilterType.Number,
        BooleanLiteral => FilterType.Boolean,
        DateLiteral => FilterType.Date,
        InstantLiteral => FilterType.Instant,
        Interval => FilterType.Interval,
        GeometryLiteral or BoxLiteral => FilterType.Geometry,
        ArrayLiteral => FilterType.Array,
        Operation operation => Yields(operation.Op),
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "no expression of CQL2"),
    };

    private static FilterType Yields(string op) => op switch
    {
        "casei" or "accenti" => FilterType.Text,
        _ when Operators.IsArithmetic(op) => FilterType.Number,
        _ => Functions.Find(op)?.Returns ?? FilterType.Boolean,
    };

    private static FilterType Property(string name, CollectionDescriptor collection) =>
        collection.Find(name) is { } property ? FilterTypes.Of(property.Kind)
        : name == SortOrder.Id || name == SortOrder.City.Name ? FilterType.Text
        : throw FilterFault.Because($"'{collection.Id}' has no property '{name}'; there are {string.Join(", ", Names(collection))}.");

    private static IEnumerable<string> Names(CollectionDescriptor collection) =>
        collection.Properties.Select(p => p.Name).Concat(collection.Geometry is { } geometry ? [geometry.Name] : []).Append(SortOrder.Id).Append(SortOrder.City.Name).Distinct();

    private Expression Of(Expression expression, FilterType wanted, string where)
    {
        var read = Any(expression);
        var type = TypeOf(read, collection);
        return type == wanted ? read : throw FilterFault.Because($"{where} is {type.Word()}, where {wanted.Word()} is expected.");
    }

    private Expression Any(Expression expression) => expression switch
    {
        TextLiteral { Value: var text } when text.Contains('\0', StringComparison.Ordinal) => throw FilterFault.Because("A text of the filter has a NUL character, which no text has."),
        Operation operation => Checked(operation),
        Interval interval => new Interval(End(interval.From), End(interval.To)),
        ArrayLiteral array => new ArrayLiteral([.. array.Items.Select(Any)]),
        PropertyReference property when Property(property.Name, collection) is var _ => property,
        _ => expression,
    };

    private Expression? End(Expression? end)
    {
        if (end is null)
            return null;
        var read = Any(end);
        return TypeOf(read, collection) is FilterType.Date or FilterType.Instant
            ? read
            : throw FilterFault.Because("An end of an INTERVAL is neither a date nor an instant.");
    }

    private Operation Checked(Operation operation)
    {
        var (op, args) = (operation.Op, operation.Args);
        IReadOnlyList<Expression> read = op switch
        {
            "and" or "or" => Logical(op, args),
            "not" => [Of(Exactly(op, args, 1)[0], FilterType.Boolean, "What NOT negates")],
            "isnull" => [Any(Exactly(op, args, 1)[0])],
            "casei" or "accenti" => [Of(Exactly(op, args, 1)[0], FilterType.Text, $"The argument of {op.ToUpperInvariant()}")],
            "like" => Each(op, Exactly(op, args, 2), FilterType.Text),
            "between" => Alike(op, Exactly(op, args, 3)),
            "in" => In(Exactly(op, args, 2)),
            _ when Operators.IsComparison(op) => Alike(op, Exactly(op, args, 2)),
            _ when Operators.IsArithmetic(op) => Each(op, Exactly(op, args, 2), FilterType.Number),
            _ when Operators.IsSpatial(op) => Each(op, Exactly(op, args, 2), FilterType.Geometry),
            _ when Operators.IsTemporal(op) => [.. Exactly(op, args, 2).Select(a => Time(op, a))],
            _ when Operators.IsArray(op) => Each(op, Exactly(op, args, 2), FilterType.Array),
            _ => Call(op, args),
        };
        return new Operation(op, read);
    }

    private List<Expression> Logical(string op, IReadOnlyList<Expression> args) => args.Count >= 2
        ? [.. args.Select(a => Of(a, FilterType.Boolean, $"What {op.ToUpperInvariant()} joins"))]
        : throw FilterFault.Because($"'{op}' joins {args.Count} expressions; there must be two or more.");

    private List<Expression> Each(string op, IReadOnlyList<Expression> args, FilterType type) =>
        [.. args.Select(a => Of(a, type, $"An argument of '{op}'"))];

    private List<Expression> Call(string name, IReadOnlyList<Expression> args)
    {
        var function = Functions.Find(name)
            ?? throw FilterFault.Because($"There is no function '{name}'; there are those of CQL2 and {string.Join(", ", Functions.All.Select(f => f.Name))}.");
        Exactly(name, args, function.Arguments.Count);
        return [.. args.Zip(function.Arguments, (a, wanted) => Of(a, wanted.Type, $"The argument '{wanted.Name}' of '{function.Name}'"))];
    }

    private IReadOnlyList<Expression> In(IReadOnlyList<Expression> args)
    {
        if (args[1] is not ArrayLiteral { Items: { Count: > 0 } items })
            throw FilterFault.Because("IN needs a list of one or more values.");
        var alike = Alike("in", [args[0], .. items]);
        return [alike[0], new ArrayLiteral([.. alike.Skip(1)])];
    }

    /// <summary>Values that are compared are of one kind; days and instants may be compared with each other.</summary>
    private List<Expression> Alike(string op, IReadOnlyList<Expression> args)
    {
        var read = args.Select(Any).ToList();
        var types = read.ConvertAll(e => TypeOf(e, collection));
        if (types.Any(IsTime))
            read = [.. read.Zip(types, (e, type) => IsTime(type) ? e : AsTime(op, e))];
        else if (types.Find(t => t is FilterType.Geometry or FilterType.Array or FilterType.Interval) is var type and not FilterType.Boolean)
            throw FilterFault.Because($"'{op}' does not compare {type.Word()}; functions such as S_EQUALS, T_EQUALS and A_EQUALS do.");
        else if (types.Distinct().Count() > 1)
            throw FilterFault.Because($"'{op}' compares {types[0].Word()} with {types.First(t => t != types[0]).Word()}.");
        return read;
    }

    private Expression Time(string op, Expression argument)
    {
        var read = Any(argument);
        return TypeOf(read, collection) is FilterType.Date or FilterType.Instant or FilterType.Interval ? read : AsTime(op, read);
    }

    private Expression AsTime(string op, Expression expression) => (expression is TextLiteral text ? Temporal.TryEither(text.Value) : null)
        ?? throw FilterFault.Because($"'{op}' compares a time with {(expression is TextLiteral { Value: var value } ? $"'{value}', which is none" : TypeOf(expression, collection).Word())}.");

    private static bool IsTime(FilterType type) => type is FilterType.Date or FilterType.Instant;

    private static IReadOnlyList<Expression> Exactly(string op, IReadOnlyList<Expression> args, int count) => args.Count == count
        ? args
        : throw FilterFault.Because($"'{op}' has {args.Count} arguments; it takes {count}.");
}
