using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Changes;

/// <summary>A question for changes, read and checked; the same for one city and for many.</summary>
/// <param name="Since">The token of an earlier answer, <see cref="Now"/>, or null for the beginning.</param>
/// <param name="Limit">Changes a page.</param>
public sealed record ChangesQuestion(string? Since, int Limit)
{
    /// <summary>Changes a page when the client does not say.</summary>
    public const int DefaultLimit = 1_000;

    /// <summary>Most changes a page; a larger <c>limit</c> is cut to it.</summary>
    public const int MaximumLimit = 10_000;

    /// <summary>Asks for no changes, but for the token of the present.</summary>
    public const string Now = "now";

    /// <summary>Reads the question.</summary>
    /// <param name="others">Parameters that the caller reads itself.</param>
    /// <exception cref="ProblemException">400: a parameter is unknown or has a bad value.</exception>
    public static ChangesQuestion Read(IQueryCollection query, params ReadOnlySpan<string> others)
    {
        QueryParameters.Check(query, ["since", "limit", .. others]);
        string? Text(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;
        return new ChangesQuestion(Text("since"), QueryParameters.Number("limit", Text("limit"), DefaultLimit, 1, MaximumLimit));
    }
}
