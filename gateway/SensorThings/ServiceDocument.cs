using System.Text.Json;
using System.Text.Json.Nodes;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>The service root over all nodes (OGC 18-088, clause 9.2.1): the sets as this node has them, and what every node that answers conforms to.</summary>
public sealed class ServiceDocument(SensorNodes nodes, FanOut fanOut, FederationWord word)
{
    // Kept by each node for its own entities, and declared below its own service root: they are not asked of several.
    private static readonly string[] _ofOneNode = ["batch-request", "mqtt"];

    /// <summary>Answers.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        QueryParameters.Check(context.Request.Query);
        using var deadline = fanOut.Begin(context.RequestAborted);
        var documents = await Task.WhenAll(nodes.All.Select(node => AskAsync(node, context.Request, deadline)));
        var (own, all) = (documents[0], documents.Select(d => d.Share).ToList());
        if (own.Json is null)
        {
            await MissingCities.WriteAsync(context, StatusCodes.Status502BadGateway, FederationWord.Of([own.Share]));
            return;
        }

        context.Response.ContentType = "application/json";
        FederationWord.WriteHeader(context.Response, all);
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WritePropertyName("value");
        own.Json["value"]!.WriteTo(json);
        json.WriteStartObject("serverSettings");
        json.WriteStartArray("conformance");
        foreach (var requirement in KeptByAll([.. documents.Select(d => d.Json).OfType<JsonNode>()]))
            json.WriteStringValue(requirement);
        json.WriteEndArray();
        json.WriteEndObject();
        word.Write(json, all);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private async Task<(JsonNode? Json, NodeShare Share)> AskAsync(SensorNode node, HttpRequest request, Deadline deadline)
    {
        NodeShare Share(CityFault? fault, TimeSpan elapsed) => new(node, fault, null, 0, elapsed);
        if (nodes.Refusal(node) is { } refusal)
            return (null, Share(refusal, default));
        var question = node.Question("", ServiceRoots.Asked(request));
        using var reply = await fanOut.AskAsync(question, deadline);
        var (json, fault) = Read(reply);
        if (fault is not { Silent: true })
            fanOut.Note(question, fault);
        return (json, Share(fault, reply.Elapsed));
    }

    private static (JsonNode? Json, CityFault? Fault) Read(CityReply reply)
    {
        if (!reply.Answered)
            return (null, reply.Fault ?? CityFault.Unusable(CityClient.Refusal(reply)));
        try
        {
            var json = JsonNode.Parse(reply.Body!.Memory.Span);
            return json?["value"] is JsonArray && Conformance(json).Count > 0 ? (json, null) : (null, CityFault.Unusable("answered with no service root"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, CityFault.Unusable($"answered with no service root: {e.Message}"));
        }
    }

    private static IEnumerable<string> KeptByAll(List<JsonNode> documents) => documents.Select(Conformance)
        .Aggregate((one, other) => [.. one.Intersect(other)])
        .Where(requirement => !_ofOneNode.Any(word => requirement.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static List<string> Conformance(JsonNode document) => [.. (document["serverSettings"]?["conformance"]?.AsArray() ?? []).Select(r => r!.GetValue<string>())];
}
