using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Filtering;

/// <summary>What is wrong with a filter, as a problem document.</summary>
internal static class FilterFault
{
    /// <summary>Name of the parameter.</summary>
    public const string Parameter = "filter";

    /// <summary>400 with a sentence.</summary>
    public static ProblemException Because(string detail) => ProblemException.Parameter400(Parameter, detail);
}
