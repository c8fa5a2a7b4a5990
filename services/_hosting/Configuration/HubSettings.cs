using Npgsql;

namespace UrbanDataHub.Hosting.Configuration;

/// <summary>Where a process finds what it needs (infra/decisions/0001): folders, node file and servers, from the environment.</summary>
/// <param name="Root">The repository, with <c>schemas/</c> and <c>infra/</c>.</param>
/// <param name="Data">Folder with the source files; may not exist.</param>
/// <param name="Postgres">Connection string without a database.</param>
/// <param name="RabbitMq">Broker without a virtual host.</param>
/// <param name="ImportUncleared">Whether datasets with unclear rights are imported too.</param>
public sealed record HubSettings(
    string Root,
    NodeFile Node,
    string Data,
    string Postgres,
    Uri RabbitMq,
    Uri Mqtt,
    bool ImportUncleared)
{
    /// <summary>The file that marks a data folder as written by the simulator.</summary>
    public const string SimulatedMark = "SIMULATED";

    /// <summary>Folder of the collection descriptors.</summary>
    public string CollectionsFolder => Path.Combine(Root, "schemas", "collections");

    /// <summary>Folder of the descriptors that the command <c>describe</c> makes from layers; may not exist.</summary>
    public string DescribedFolder { get; init; } = Path.Combine(Root, ".hub", "collections");

    /// <summary>Folder of the code lists.</summary>
    public string VocabulariesFolder => Path.Combine(Root, "schemas", "vocabularies");

    /// <summary>Folder with one folder a city.</summary>
    public string CitiesFolder { get; init; } = Path.Combine(Root, "infra", "cities");

    /// <summary>Where the files of public repositories are served.</summary>
    public Uri GitHub { get; init; } = new("https://raw.githubusercontent.com");

    /// <summary>What the topics of this node begin with, from the path of the broker's address: empty, or with a slash at its end.</summary>
    public string MqttPrefix => Mqtt.AbsolutePath.Trim('/') is { Length: > 0 } path ? path + "/" : "";

    /// <summary>Whether the data folder holds simulated files.</summary>
    public bool Simulated => File.Exists(Path.Combine(Data, SimulatedMark));

    /// <summary>Reads the environment.</summary>
    /// <exception cref="ConfigurationException">Names the variable that is missing or wrong.</exception>
    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>Reads the variables that <paramref name="variable"/> knows.</summary>
    /// <exception cref="ConfigurationException">Names the variable that is missing or wrong.</exception>
    public static HubSettings From(Func<string, string?> variable)
    {
        // A variable that a shell or a compose file sets to nothing is not meant.
        string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;
        var root = Value("HUB_ROOT") ?? FindRoot();
        var node = Value("HUB_NODE") ?? throw new ConfigurationException("HUB_NODE is not set: name a node of infra/nodes, or the path of a node file.");
        var settings = new HubSettings(
            root,
            NodeFile.Read(node.Contains('/') || node.EndsWith(".yaml", StringComparison.Ordinal) ? node : Path.Combine(root, "infra", "nodes", node + ".yaml")),
            Value("HUB_DATA") ?? DefaultData(root),
            ConnectionString(Value("HUB_POSTGRES") ?? "Host=127.0.0.1;Port=54320;Username=hub;Password=hub"),
            Address("HUB_RABBITMQ", Value("HUB_RABBITMQ") ?? "amqp://hub:hub@127.0.0.1:56720", "amqp", "amqps"),
            Address("HUB_MQTT", Value("HUB_MQTT") ?? "mqtt://127.0.0.1:18830", "mqtt", "mqtts"),
            Flag("HUB_UNCLEARED", Value("HUB_UNCLEARED") ?? "false"));
        return settings with
        {
            CitiesFolder = Value("HUB_CITIES") ?? settings.CitiesFolder,
            DescribedFolder = Value("HUB_COLLECTIONS") ?? settings.DescribedFolder,
            GitHub = Value("HUB_GITHUB") is { } gitHub ? Address("HUB_GITHUB", gitHub, "https", "http") : settings.GitHub,
        };
    }

    private static Uri Address(string name, string value, params string[] schemes) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme)
            ? uri
            : throw new ConfigurationException($"{name}: '{value}' is no address that begins with {string.Join(" or ", schemes.Select(s => s + "://"))}.");

    private static string ConnectionString(string value)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(value).ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The value holds a password, so it is not repeated.
            throw new ConfigurationException($"HUB_POSTGRES is no connection string such as Host=127.0.0.1;Port=54320;Username=hub;Password=hub: {e.Message}");
        }
    }

    private static bool Flag(string name, string value) => value.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new ConfigurationException($"{name}: '{value}' is neither true nor false."),
    };

    private static string DefaultData(string root)
    {
        var shared = Path.GetFullPath(Path.Combine(root, "..", "shared", "data"));
        return Directory.Exists(shared) ? shared : Path.Combine(root, ".hub", "data");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UrbanDataHub.sln")))
                return folder.FullName;
        }

        throw new ConfigurationException("HUB_ROOT is not set, and no parent folder holds UrbanDataHub.sln.");
    }
}
