namespace UrbanDataHub.Features.Filtering;

/// <summary>How large a filter may be: far beyond what anybody writes, and small enough to be read by recursion.</summary>
internal static class FilterLimits
{
    /// <summary>Characters of the text.</summary>
    public const int Length = 16 * 1024;

    /// <summary>Expressions within one another.</summary>
    public const int Depth = 64;

    /// <summary>Lets an expression pass that is not too deep.</summary>
    public static T Checked<T>(T expression)
        where T : Expression => expression.Depth <= Depth ? expression : throw TooDeep();

    /// <summary>Lets a text pass that is not too long.</summary>
    public static void Check(string text)
    {
        if (text.Length > Length)
            throw FilterFault.Because($"The filter has {text.Length} characters; there may be {Length}.");
        if (text.Contains('\0', StringComparison.Ordinal))
            throw FilterFault.Because("The filter has a NUL character, which no text has.");
    }

    /// <summary>400 for an expression that is too deep.</summary>
    public static Exception TooDeep() => FilterFault.Because($"The filter nests more than {Depth} expressions.");
}
