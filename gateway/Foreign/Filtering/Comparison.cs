using System.Text;

namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>Comparisons of CQL2; null when one side is unknown.</summary>
internal static class Comparison
{
    /// <summary>Compares two values of one kind; days and instants with each other too, a day being its begin in UTC.</summary>
    public static bool? Of(string op, object? left, object? right)
    {
        if (left is null || right is null)
            return null;
        var order = Order(left, right);
        return op switch
        {
            "=" => order == 0,
            "<>" => order != 0,
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            _ => order >= 0,
        };
    }

    private static int Order(object left, object right) => (left, right) switch
    {
        // By code point, like PostgreSQL's collation "C"; UTF-16 would put some characters otherwise.
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        (double a, double b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (DateOnly a, DateOnly b) => a.CompareTo(b),
        _ => RowTime.Begin(left).CompareTo(RowTime.Begin(right)),
    };
}
