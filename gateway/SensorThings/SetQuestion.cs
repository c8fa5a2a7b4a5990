using System.Text.Json;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>The form of an answer; the nodes write each entity in it, and refuse what is no form.</summary>
public enum SetFormat
{
    /// <summary>Entities as JSON.</summary>
    Json,

    /// <summary>Observations as arrays of values (OGC 18-088, clause 13.1).</summary>
    DataArray,

    /// <summary>Features (RFC 7946).</summary>
    GeoJson,

    /// <summary>A table (RFC 4180), of all pages.</summary>
    Csv,
}

/// <summary>What is asked of an entity set of all nodes. Only paging is the gateway's; everything else the nodes read, and refuse, themselves.</summary>
public sealed record SetQuestion
{
    /// <summary>Most entities of a page, as at the nodes.</summary>
    public const int LargestPage = 1000;

    /// <summary>Most entities that <c>$skip</c> leaves out: what it skips has to be put into order first.</summary>
    public const int MostSkipped = 10_000;

    private const int UsualPage = 100;
    private const string TokenName = "$skiptoken";
    private const string FormatName = "$resultFormat";
    private static readonly string[] _paging = ["$top", "$skip", TokenName];

    private readonly List<KeyValuePair<string, string>> _options;
    private readonly CursorCodec _cursors;

    private SetQuestion(string path, string root, List<KeyValuePair<string, string>> options, CursorCodec cursors)
    {
        (Path, Root, _options, _cursors) = (path, root, options, cursors);
        Format = Option(FormatName)?.ToUpperInvariant() switch
        {
            "DATAARRAY" => SetFormat.DataArray,
            "GEOJSON" => SetFormat.GeoJson,
            "CSV" => SetFormat.Csv,
            _ => SetFormat.Json,
        };
        Top = Format == SetFormat.Csv
            ? QueryParameters.Number("$top", Option("$top"), int.MaxValue, 0, int.MaxValue)
            : QueryParameters.Number("$top", Option("$top"), UsualPage, 0, LargestPage);
        Skip = QueryParameters.Number("$skip", Option("$skip"), 0, 0, int.MaxValue);
        AsksColumns = Format == SetFormat.Csv;
        After = Option(TokenName) is { } token ? cursors.Decode<string?[]>(token, Scope, TokenName) : null;
    }

    /// <summary>The set below the service root, with a slash in front: <c>/Things</c>, <c>/Things/$ref</c>.</summary>
    public string Path { get; }

    /// <summary>The service root as the client sees it.</summary>
    public string Root { get; }

    /// <summary>The form of the answer.</summary>
    public SetFormat Format { get; }

    /// <summary>Most entities of the page; of a table, most rows.</summary>
    public int Top { get; private init; }

    /// <summary>How many entities are left out before it.</summary>
    public int Skip { get; private init; }

    /// <summary>Position behind which the page begins; null for the begin.</summary>
    public string?[]? After { get; private init; }

    /// <summary>Whether the columns of a table are not known yet.</summary>
    public bool AsksColumns { get; private init; }

    /// <summary>Reads a question.</summary>
    /// <exception cref="ProblemException">400: paging is asked for in a way that is impossible over several nodes; or the token is of another question.</exception>
    public static SetQuestion Read(HttpRequest request, CursorCodec cursors)
    {
        foreach (var (name, values) in request.Query)
        {
            QueryParameters.CheckOnce(name, values);
            if (!name.StartsWith('$'))
                throw ProblemException.Parameter400(name, $"The option '{name}' is unknown here; options begin with '$'.");
        }

        var question = new SetQuestion(ServiceRoots.Below(request), ServiceRoots.Asked(request), [.. request.Query.Select(o => KeyValuePair.Create(o.Key, o.Value.ToString()))], cursors);
        return question.Skip <= MostSkipped
            ? question
            : throw ProblemException.Parameter400("$skip", $"Over several nodes '$skip' leaves out {MostSkipped} entities at most; follow '@iot.nextLink', which is as fast on every page.");
    }

    /// <summary>The same question for the rows of a table that follow.</summary>
    /// <param name="written">How many there are before them.</param>
    /// <param name="position">Position of the last of these.</param>
    public SetQuestion Behind(int written, string?[] position) => this with { Top = Top - written, Skip = 0, After = position, AsksColumns = false };

    /// <summary>What a node is asked: path and query below its service root.</summary>
    /// <param name="top">How many entities.</param>
    /// <param name="after">Position behind which they begin; null for the begin.</param>
    /// <param name="keysOnly">Whether only positions are wanted.</param>
    public string Address(int top, string?[]? after, bool keysOnly)
    {
        var asked = keysOnly ? _options.Where(o => o.Key is "$filter" or "$orderby").Append(new("$select", "@iot.id")) : _options.Where(o => !_paging.Contains(o.Key) && (o.Key != "$count" || Format != SetFormat.Csv));
        var all = asked.Append(new("$top", $"{top}")).Append(new("keys", "true")).Concat(AsksColumns && !keysOnly ? [new("columns", "true")] : []);
        return $"{Path}?{Text(after is null ? all : all.Append(new("after", JsonSerializer.Serialize(after, Json.Options))))}";
    }

    /// <summary>The address of the page behind a position.</summary>
    public string Next(string?[] position) => $"{Root}{Path}?{string.Concat(Kept, Kept.Length == 0 ? "" : "&", TokenName, "=", _cursors.Encode(position, Scope))}";

    private string Kept => Text(_options.Where(o => o.Key is not ("$skip" or TokenName)));

    private string Scope => $"sensorthings-federated|{Path}|{Kept}";

    private string? Option(string name) => _options.Find(o => o.Key == name).Value;

    private static string Text(IEnumerable<KeyValuePair<string, string>> options) => string.Join('&', options.Select(o => $"{Uri.EscapeDataString(o.Key).Replace("%24", "$", StringComparison.Ordinal)}={Uri.EscapeDataString(o.Value)}"));
}
