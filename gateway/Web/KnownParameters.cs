using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Web;

/// <summary>A parameter that an address does not know is a 400 (OGC API Common Part 1, clause 7.11), everywhere.</summary>
public static class KnownParameters
{
    /// <summary>Lets only these parameters pass, each at most once.</summary>
    /// <exception cref="ProblemException">400: unknown or repeated parameter.</exception>
    public static void Check(IQueryCollection query, params ReadOnlySpan<string> names)
    {
        foreach (var (name, values) in query)
        {
            if (!names.Contains(name))
                throw ProblemException.Parameter400(name, $"The parameter '{name}' is unknown here; {Allowed(names)}.");
            if (values.Count > 1)
                throw ProblemException.Parameter400(name, $"The parameter '{name}' is given {values.Count} times; give it once.");
        }
    }

    private static string Allowed(ReadOnlySpan<string> names) =>
        names.IsEmpty ? "this address takes none" : $"there is {string.Join(", ", names)}";
}
