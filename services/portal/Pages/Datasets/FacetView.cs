using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>One filter of the list, with its choices in words.</summary>
/// <param name="Parameter">Name in the address.</param>
public sealed record FacetView(string Parameter, string Title, IReadOnlyList<Facet> Choices, Func<string, string> Name)
{
    /// <summary>The choices by name.</summary>
    public IEnumerable<(Facet Facet, string Name)> Named =>
        Choices.Select(c => (c, Name(c.Code))).OrderBy(c => c.Item2, StringComparer.CurrentCulture);
}
