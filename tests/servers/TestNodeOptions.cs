namespace UrbanDataHub.Tests.Servers;

/// <summary>Another node or foreign server that a test node asks.</summary>
/// <param name="Url">Public address without a slash at the end.</param>
/// <param name="Type">The <c>type</c> of the node file; null for a node.</param>
/// <param name="Mapping">Path of a foreign server's mapping file.</param>
public sealed record TestPartner(string Node, Uri Url, IReadOnlyList<string> Cities, string? Type = null, string? Mapping = null);

/// <summary>What differs from a node of the repository.</summary>
public sealed record TestNodeOptions
{
    /// <summary>Partners in the node file; default: none.</summary>
    public IReadOnlyList<TestPartner> Partners { get; init; } = [];

    /// <summary>Folder of source files (<c>HUB_DATA</c>); default: the real ones where they are, else simulated ones.</summary>
    public string? Data { get; init; }

    /// <summary>Folder with <c>schemas/</c> and <c>infra/</c> (<c>HUB_ROOT</c>); default: the repository.</summary>
    public string Root { get; init; } = HubRoot.Path;

    /// <summary>Folder with one folder a city (<c>HUB_CITIES</c>); default: <c>infra/cities</c> of the root.</summary>
    public string? CitiesFolder { get; init; }

    /// <summary>Further environment variables of every program; they win over the others.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where database and virtual host are made.</summary>
    public TestServers Servers { get; init; } = TestServers.Shared;

    /// <summary>Whether the command <c>describe</c> runs before the programs start: for cities whose sources describe their collections.</summary>
    public bool Describe { get; init; }

    /// <summary>Whether starting ends only after the first import of every source.</summary>
    public bool AwaitImports { get; init; } = true;
}
