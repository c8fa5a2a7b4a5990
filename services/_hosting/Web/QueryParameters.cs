using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace UrbanDataHub.Hosting.Web;

/// <summary>Query parameters, read as strictly at every address: an unknown one is a 400 (OGC API Common Part 1, clause 7.11).</summary>
public static class QueryParameters
{
    /// <summary>Lets only these parameters pass, each at most once.</summary>
    /// <exception cref="ProblemException">400: unknown or repeated parameter.</exception>
    public static void Check(IQueryCollection query, params ReadOnlySpan<string> names)
    {
        foreach (var (name, values) in query)
        {
            if (!names.Contains(name))
                throw ProblemException.Parameter400(name, $"The parameter '{name}' is unknown here; {Allowed(names)}.");
            CheckOnce(name, values);
        }
    }

    /// <summary>Lets a parameter pass that is given once.</summary>
    /// <exception cref="ProblemException">400: it is repeated.</exception>
    public static void CheckOnce(string name, StringValues values)
    {
        if (values.Count > 1)
            throw ProblemException.Parameter400(name, $"The parameter '{name}' is given {values.Count} times; give it once.");
    }

    /// <summary>A whole number; what is larger than <paramref name="most"/> is cut to it.</summary>
    /// <param name="text">What the client wrote; null if nothing.</param>
    /// <exception cref="ProblemException">400: it is no whole number, or too small.</exception>
    public static int Number(string name, string? text, int otherwise, int least, int most)
    {
        if (text is null)
            return otherwise;
        var isNumber = text.Length > 0 && text.All(char.IsAsciiDigit);
        var number = isNumber && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var small) ? Math.Min(small, most) : most;
        return isNumber && number >= least ? number : throw ProblemException.Parameter400(name, $"'{text}' is not a whole number from {least} to {most}.");
    }

    private static string Allowed(ReadOnlySpan<string> names) =>
        names.IsEmpty ? "this address takes none" : $"there is {string.Join(", ", names)}";
}
