namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>One request, as it goes over the wire.</summary>
/// <param name="Target">Path and query string, encoded or wrongly encoded.</param>
/// <param name="PathIsRight">The path is one of the API; so if something is wrong, it is a parameter of the query string.</param>
/// <param name="Body">Body of a POST; null for a GET.</param>
internal sealed record FuzzRequest(string Target, bool PathIsRight, string? Body = null)
{
    /// <inheritdoc/>
    public override string ToString() => Body is null ? $"GET {Short(Target)}" : $"POST {Short(Target)} {Short(Body)}";

    private static string Short(string text) => text.Length <= 1000 ? text : $"{text[..1000]}… ({text.Length} characters)";
}
