using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// Reads CQL2 text (OGC 21-065r2, clause 10 and annex B). Keywords and functions are taken in any case. Whether properties
/// exist and types fit is not asked here.
/// </summary>
public static class Cql2Text
{
    /// <summary>Reads an expression.</summary>
    /// <exception cref="ProblemException">400: it is none; the message says where and what was expected.</exception>
    public static Expression Parse(string text)
    {
        FilterLimits.Check(text);
        return new Cql2TextParser(text).Read();
    }
}
