namespace UrbanDataHub.Simulator.Inverting;

/// <summary>Local ids as the importer writes them: what an address cannot hold as it is becomes <c>-</c>.</summary>
internal static class LocalIdText
{
    /// <summary>The local id that a text becomes.</summary>
    public static string Of(string text) => string.Concat(text.Trim().Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
}
