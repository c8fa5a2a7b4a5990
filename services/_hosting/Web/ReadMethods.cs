namespace UrbanDataHub.Hosting.Web;

/// <summary>Addresses that are read only: GET, and HEAD for those who want the headers alone.</summary>
public static class ReadMethods
{
    /// <summary>The methods.</summary>
    public static readonly string[] All = ["GET", "HEAD"];
}
