namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>An expression of <c>$filter</c> or <c>$orderby</c> (OGC 18-088, clause 9.3.3.5), not yet checked against the entities.</summary>
/// <param name="At">Its place in the text, from 0.</param>
internal abstract record Expression(int At);

/// <summary>A constant: a double, a text, a boolean, or null.</summary>
internal sealed record Constant(object? Value, int At) : Expression(At);

/// <summary>A moment, or a period with its end.</summary>
internal sealed record TimeConstant(DateTime Begin, DateTime? End, int At) : Expression(At);

/// <summary>A length of time; a time of day is the time since midnight.</summary>
internal sealed record DurationConstant(TimeSpan Length, int At) : Expression(At);

/// <summary>A geometry in CRS84, as well-known binary.</summary>
internal sealed record GeometryConstant(byte[] Wkb, int At) : Expression(At);

/// <summary>A property, over any number of relations and into JSON: <c>Datastream/Thing/properties/kind</c>, <c>result[0]</c>, where 0 is a name too.</summary>
internal sealed record PropertyPath(IReadOnlyList<string> Names, int At) : Expression(At);

/// <summary>A function or an operator with its arguments; operators go by their word, such as <c>eq</c>.</summary>
internal sealed record Call(string Name, IReadOnlyList<Expression> Arguments, int At) : Expression(At);
