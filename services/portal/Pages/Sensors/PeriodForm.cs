using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Portal.Sensors;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>The choice of a period for a chart.</summary>
/// <param name="Address">Address of the page without parameters.</param>
/// <param name="Kept">Parameters that stay.</param>
/// <param name="Shown">The period that is shown.</param>
/// <param name="Asked">What was asked for.</param>
public sealed record PeriodForm(string Address, IReadOnlyList<KeyValuePair<string, string?>> Kept, Period Shown, PeriodQuestion Asked)
{
    /// <summary>Address of a span that ends with the latest value.</summary>
    public string Span(string span) => QueryHelpers.AddQueryString(Address, Kept.Append(new("span", span))) + "#chart-title";

    /// <summary>Whether a span is what is shown.</summary>
    public bool IsCurrent(string span) => Asked.From is null && Asked.Span == span;
}
