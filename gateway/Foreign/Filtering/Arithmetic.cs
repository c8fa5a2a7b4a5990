namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>Arithmetic of CQL2 (clause 7.11). What has no result, such as a division by zero, is unknown.</summary>
internal static class Arithmetic
{
    /// <summary>The result; null if it is unknown.</summary>
    public static object? Of(string op, double? left, double? right)
    {
        if (left is not { } a || right is not { } b)
            return null;
        var result = op switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "div" => Math.Truncate(a / b),
            "%" => a - (b * Math.Truncate(a / b)),
            _ => Math.Pow(a, b),
        };
        return double.IsFinite(result) ? result : null;
    }
}
