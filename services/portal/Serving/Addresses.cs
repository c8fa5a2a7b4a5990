namespace UrbanDataHub.Portal.Serving;

/// <summary>How addresses are shown.</summary>
public static class Addresses
{
    /// <summary>Server and last part of an address; the whole of what is no address.</summary>
    public static string Short(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return address;
        var last = Uri.UnescapeDataString(uri.Segments[^1].TrimEnd('/'));
        return last.Length == 0 ? uri.Host : $"{uri.Host} … {last}";
    }
}
