using System.Text.Json.Nodes;
using System.Text.Json;
using UrbanDataHub.Gateway.Graph.Batches;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>What the fields of one GraphQL request learned about the cities; becomes <c>extensions.federation</c>.</summary>
public sealed class FederationLog : Dictionary<string, object?>
{
    /// <summary>The gateway as asked, for addresses in the answer.</summary>
    public required string Root { get; init; }

    /// <summary>What the request asks for many features at once.</summary>
    public OpenBatches Batches { get; } = new();

    private readonly List<(IReadOnlyList<object> Path, CityAnswer Answer)> _answers = [];
    private bool _closed;

    /// <summary>Notes the answer of a field.</summary>
    public void Add(IEnumerable<object> path, FederationAnswer federation)
    {
        var at = path.ToList();
        lock (_answers)
        {
            if (!_closed)
                _answers.AddRange(federation.Cities.Select(c => ((IReadOnlyList<object>)at, c)));
        }
    }

    /// <summary>Notes no more: a subscription goes on for days, and nobody is shown its log.</summary>
    public void Close()
    {
        lock (_answers)
            _closed = true;
    }

    /// <summary>The same as the <c>federation</c> member of an OGC answer; each city says for which field.</summary>
    public JsonObject ToJson() => new()
    {
        ["complete"] = _answers.All(a => a.Answer.State == CityStates.Answered),
        ["cities"] = new JsonArray(_answers.Select(a => (JsonNode)Entry(a.Path, a.Answer)).ToArray()),
    };

    private static JsonObject Entry(IReadOnlyList<object> path, CityAnswer answer)
    {
        var entry = JsonSerializer.SerializeToNode(answer with { ElapsedMs = Math.Round(answer.ElapsedMs, 1) }, Json.Options)!.AsObject();
        entry["path"] = JsonSerializer.SerializeToNode(path);
        return entry;
    }
}
