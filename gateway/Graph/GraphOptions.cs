using System.Globalization;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>How large a GraphQL request may be, and how long and how many streams may be open.</summary>
public sealed record GraphOptions
{
    /// <summary>Fields within one another; introspection is counted on its own. <c>HUB_GRAPHQL_DEPTH</c>.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>
    /// Fields of the answer, each connection counted with all the rows it is asked for. <c>HUB_GRAPHQL_COST</c>.
    /// </summary>
    public int Cost { get; init; } = 200_000;

    /// <summary>Characters of a document. <c>HUB_GRAPHQL_LENGTH</c>.</summary>
    public int Length { get; init; } = 50_000;

    /// <summary>Words and signs of a document. <c>HUB_GRAPHQL_TOKENS</c>.</summary>
    public int Tokens { get; init; } = 10_000;

    /// <summary>Aliases in a document. <c>HUB_GRAPHQL_ALIASES</c>.</summary>
    public int Aliases { get; init; } = 50;

    /// <summary>Directives in a document. <c>HUB_GRAPHQL_DIRECTIVES</c>.</summary>
    public int Directives { get; init; } = 50;

    /// <summary>Folder of the only documents that may be run; null lets clients write their own. <c>HUB_GRAPHQL_DOCUMENTS</c>.</summary>
    public string? Documents { get; init; }

    /// <summary>Documents that are kept by their hash; the one that was not asked for longest goes first.</summary>
    public int Kept { get; init; } = 1000;

    /// <summary>Streams that may be open at a time, WebSockets and event streams together. <c>HUB_GRAPHQL_STREAMS</c>.</summary>
    public int Streams { get; init; } = 1000;

    /// <summary>Operations that may run at a time on one WebSocket.</summary>
    public int Operations { get; init; } = 100;

    /// <summary>A client that is so many results behind is too slow, and its stream is closed.</summary>
    public int Waiting { get; init; } = 256;

    /// <summary>How long one message may be on its way to a client.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a WebSocket may be open before its first message has come. <c>HUB_GRAPHQL_INIT</c>, in seconds.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A stream without anything to tell gives a sign of life this often.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Reads what is configurable.</summary>
    /// <exception cref="ConfigurationException">A value is no whole number, or out of range.</exception>
    public static GraphOptions From(IConfiguration configuration)
    {
        var options = new GraphOptions();
        return options with
        {
            Depth = Number(configuration, "DEPTH", options.Depth),
            Cost = Number(configuration, "COST", options.Cost),
            Length = Number(configuration, "LENGTH", options.Length),
            Tokens = Number(configuration, "TOKENS", options.Tokens),
            Aliases = Number(configuration, "ALIASES", options.Aliases),
            Directives = Number(configuration, "DIRECTIVES", options.Directives),
            Streams = Number(configuration, "STREAMS", options.Streams),
            InitTimeout = TimeSpan.FromSeconds(Number(configuration, "INIT", (int)options.InitTimeout.TotalSeconds)),
            Documents = configuration["HUB_GRAPHQL_DOCUMENTS"],
        };
    }

    private static int Number(IConfiguration configuration, string name, int otherwise)
    {
        if (configuration["HUB_GRAPHQL_" + name] is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 10_000_000
            ? number
            : throw new ConfigurationException($"HUB_GRAPHQL_{name}: '{text}' is not a whole number from 1 to 10000000.");
    }
}
