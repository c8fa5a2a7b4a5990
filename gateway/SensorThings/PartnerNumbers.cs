using System.Text.Json;
using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>Asks partners for their numbers: at once, and again now and then, as a partner may be set up anew.</summary>
public sealed partial class PartnerNumbers(SensorNodes nodes, CityClient client, Reachability reachability, FederationOptions options, ILogger<PartnerNumbers> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        nodes.AreFederated ? Task.WhenAll(nodes.Partners.Select(node => LoopAsync(node, stoppingToken))) : Task.CompletedTask;

    private async Task LoopAsync(SensorNode node, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var before = nodes.Refusal(node);
                nodes.Note(node, await AskAsync(node, stopping));
                if (nodes.Refusal(node) is { } refusal && refusal.Detail != before?.Detail)
                    Refused(logger, node.Name, refusal.Detail);
                await Task.Delay(nodes.Number(node) is null ? options.ProbePause : options.PartnerRenewal, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<NumberWord> AskAsync(SensorNode node, CancellationToken stopping)
    {
        var address = node.Place.Public;
        if (reachability.Down(address) is { } down)
            return new NumberWord(null, down);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(options.Deadline);
        using var reply = await client.GetAsync(node.Place, address + NodeDocument.Path, options.Deadline, deadline.Token, stopping);
        if (reply.Fault is { } fault)
            return new NumberWord(null, fault);
        return reply.Answered ? Read(reply) : new NumberWord(null, CityFault.Unusable($"does not say its number: {CityClient.Refusal(reply)}"));
    }

    private static NumberWord Read(CityReply reply)
    {
        try
        {
            return new NumberWord(NodeDocument.Read(reply.Body!.Memory.Span).Number, null);
        }
        catch (JsonException e)
        {
            return new NumberWord(null, CityFault.Unusable($"does not say its number: {e.Message}"));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The entities of {Node} are not federated: {Reason}")]
    private static partial void Refused(ILogger logger, string node, string reason);
}
