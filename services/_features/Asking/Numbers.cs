using System.Globalization;

namespace UrbanDataHub.Features.Asking;

/// <summary>Numbers in parameters.</summary>
internal static class Numbers
{
    /// <summary>The number, with a decimal point and nothing around it; null if it is none, or not finite.</summary>
    public static double? Finite(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;
}
