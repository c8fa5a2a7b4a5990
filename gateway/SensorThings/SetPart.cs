using System.Text.Json;
using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>One node's part of an answer over all.</summary>
/// <param name="refusal">Why the node is not asked at all; null if it is.</param>
public sealed class SetPart(SensorNode node, CityFault? refusal) : IDisposable
{
    private CityReply? _reply;

    /// <summary>The node.</summary>
    public SensorNode Node => node;

    /// <summary>Why it is missing; null if it is not.</summary>
    public CityFault? Fault { get; private set; } = refusal;

    /// <summary>Its page; null if it is missing.</summary>
    public NodePage? Page { get; private set; }

    /// <summary>Its answer that the question is wrong, or that there is no such set; null if it did not say so.</summary>
    public CityReply? Refused => Page is null && _reply is { Fault: null, Status: >= 400 } ? _reply : null;

    /// <summary>How long it took, over all rounds.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Takes in what it replied to a question for <paramref name="asked"/> entities; what it had replied before is gone.</summary>
    /// <param name="columns">Whether it was asked for the columns of a table.</param>
    public void Take(CityReply reply, int asked, bool columns)
    {
        Dispose();
        _reply = reply;
        Elapsed += reply.Elapsed;
        Page = null;
        Fault = reply.Fault ?? (reply.Answered ? null : CityFault.Unusable(CityClient.Refusal(reply)));
        if (Fault is not null)
            return;
        try
        {
            Page = NodePage.Parse(reply.Body!.Memory, asked, columns);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Fault = CityFault.Unusable($"answered with no page of entities: {e.Message}");
        }
    }

    /// <summary>Leaves out a page whose order is another one: nothing can be merged with it.</summary>
    public void Check(IReadOnlyList<OrderStep> order)
    {
        if (Page is not null && !Page.Order.SequenceEqual(order))
            (Page, Fault) = (null, CityFault.Unusable("sorts in another way than this node: its programs are of another version"));
    }

    /// <inheritdoc/>
    public void Dispose() => _reply?.Dispose();
}
