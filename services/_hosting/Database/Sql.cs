namespace UrbanDataHub.Hosting.Database;

/// <summary>The one place where an identifier enters a statement.</summary>
public static class Sql
{
    /// <summary>A quoted identifier; for names from descriptors and configuration, never for user input.</summary>
    public static string Name(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
