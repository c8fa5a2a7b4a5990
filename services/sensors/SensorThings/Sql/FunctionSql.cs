using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Sql;

/// <summary>A function of filters.</summary>
/// <param name="Takes">Kinds of its arguments.</param>
/// <param name="Sql">Its SQL, with {0}, {1} … for the arguments.</param>
internal sealed record Function(IReadOnlyList<ValueKind> Takes, ValueKind Gives, string Sql);

/// <summary>The built-in functions of filters (OGC 18-088, table 24), by name and number of arguments.</summary>
internal static class FunctionSql
{
    private static readonly Dictionary<(string Name, int Arguments), Function> _all = new()
    {
        [("substringof", 2)] = Text2(ValueKind.Boolean, "(strpos({1}, {0}) > 0)"),
        [("contains", 2)] = Text2(ValueKind.Boolean, "(strpos({0}, {1}) > 0)"),
        [("endswith", 2)] = Text2(ValueKind.Boolean, "(right({0}, length({1})) = {1})"),
        [("startswith", 2)] = Text2(ValueKind.Boolean, "starts_with({0}, {1})"),
        [("length", 1)] = Text1(ValueKind.Number, "length({0})::float8"),
        [("indexof", 2)] = Text2(ValueKind.Number, "(strpos({0}, {1}) - 1)::float8"),
        [("substring", 2)] = new([ValueKind.Text, ValueKind.Number], ValueKind.Text, "substr({0}, ({1})::int + 1)"),
        [("substring", 3)] = new([ValueKind.Text, ValueKind.Number, ValueKind.Number], ValueKind.Text, "substr({0}, ({1})::int + 1, ({2})::int)"),
        [("tolower", 1)] = Text1(ValueKind.Text, "lower({0})"),
        [("toupper", 1)] = Text1(ValueKind.Text, "upper({0})"),
        [("trim", 1)] = Text1(ValueKind.Text, "btrim({0})"),
        [("concat", 2)] = Text2(ValueKind.Text, "({0} || {1})"),
        [("year", 1)] = Part("year"),
        [("month", 1)] = Part("month"),
        [("day", 1)] = Part("day"),
        [("hour", 1)] = Part("hour"),
        [("minute", 1)] = Part("minute"),
        [("second", 1)] = Time(ValueKind.Number, "floor(extract(second FROM {0}))::float8"),
        [("fractionalseconds", 1)] = Time(ValueKind.Number, "(extract(second FROM {0}) - floor(extract(second FROM {0})))::float8"),
        [("date", 1)] = Time(ValueKind.Time, "(date_trunc('day', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')"),
        [("time", 1)] = Time(ValueKind.Duration, "(({0} AT TIME ZONE 'UTC') - date_trunc('day', {0} AT TIME ZONE 'UTC'))"),
        // Times are kept and told in UTC.
        [("totaloffsetminutes", 1)] = Time(ValueKind.Number, "(0 * extract(epoch FROM {0}))::float8"),
        [("now", 0)] = new([], ValueKind.Time, "now()"),
        [("mindatetime", 0)] = new([], ValueKind.Time, "'-infinity'::timestamptz"),
        [("maxdatetime", 0)] = new([], ValueKind.Time, "'infinity'::timestamptz"),
        // Half goes away from zero, where PostgreSQL's round goes to the even number.
        [("round", 1)] = new([ValueKind.Number], ValueKind.Number, "(sign({0}) * floor(abs({0}) + 0.5))"),
        [("floor", 1)] = new([ValueKind.Number], ValueKind.Number, "floor({0})"),
        [("ceiling", 1)] = new([ValueKind.Number], ValueKind.Number, "ceil({0})"),
        [("geo.distance", 2)] = Places(ValueKind.Number, "ST_Distance({0}, {1})"),
        [("geo.length", 1)] = new([ValueKind.Geometry], ValueKind.Number, "ST_Length({0})"),
        [("geo.intersects", 2)] = Places(ValueKind.Boolean, "ST_Intersects({0}, {1})"),
        [("st_equals", 2)] = Places(ValueKind.Boolean, "ST_Equals({0}, {1})"),
        [("st_disjoint", 2)] = Places(ValueKind.Boolean, "ST_Disjoint({0}, {1})"),
        [("st_touches", 2)] = Places(ValueKind.Boolean, "ST_Touches({0}, {1})"),
        [("st_within", 2)] = Places(ValueKind.Boolean, "ST_Within({0}, {1})"),
        [("st_overlaps", 2)] = Places(ValueKind.Boolean, "ST_Overlaps({0}, {1})"),
        [("st_crosses", 2)] = Places(ValueKind.Boolean, "ST_Crosses({0}, {1})"),
        [("st_intersects", 2)] = Places(ValueKind.Boolean, "ST_Intersects({0}, {1})"),
        [("st_contains", 2)] = Places(ValueKind.Boolean, "ST_Contains({0}, {1})"),
        [("st_relate", 3)] = new([ValueKind.Geometry, ValueKind.Geometry, ValueKind.Text], ValueKind.Boolean, "ST_Relate({0}, {1}, {2})"),
        [("add", 2)] = Numbers("({0} + {1})"),
        [("sub", 2)] = Numbers("({0} - {1})"),
        [("mul", 2)] = Numbers("({0} * {1})"),
        [("div", 2)] = Numbers("({0} / NULLIF({1}, 0))"),
        [("mod", 2)] = Numbers("({0} - {1} * trunc({0} / NULLIF({1}, 0)))"),
    };

    /// <summary>The function; null if there is none of this name with so many arguments.</summary>
    public static Function? Find(string name, int arguments) => _all.GetValueOrDefault((name, arguments));

    /// <summary>How many arguments the functions of a name take; none if there is no such function.</summary>
    public static IReadOnlyList<int> Arguments(string name) => [.. _all.Keys.Where(k => k.Name == name).Select(k => k.Arguments)];

    private static Function Text1(ValueKind gives, string sql) => new([ValueKind.Text], gives, sql);

    private static Function Text2(ValueKind gives, string sql) => new([ValueKind.Text, ValueKind.Text], gives, sql);

    private static Function Time(ValueKind gives, string sql) => new([ValueKind.Time], gives, sql);

    private static Function Part(string part) => Time(ValueKind.Number, $"extract({part} FROM {{0}} AT TIME ZONE 'UTC')::float8");

    private static Function Places(ValueKind gives, string sql) => new([ValueKind.Geometry, ValueKind.Geometry], gives, sql);

    private static Function Numbers(string sql) => new([ValueKind.Number, ValueKind.Number], ValueKind.Number, sql);
}
