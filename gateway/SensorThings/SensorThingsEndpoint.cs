using System.Globalization;
using System.Text.RegularExpressions;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>
/// SensorThings of all nodes. What begins with one entity goes to the node that its id names, an entity set to all of them,
/// and what is written to this one: tokens are for one node, and no partner gets them.
/// </summary>
public sealed partial class SensorThingsEndpoint(SensorNodes nodes, SetPages pages, SetWriter writer, SetTable table, ServiceDocument root, PassThrough passThrough, CursorCodec cursors)
{
    /// <summary>Where a node says what it could not take.</summary>
    public const string DeadLetters = "/node/dead-letters";

    /// <summary>Below <see cref="ServiceRoots.All"/>.</summary>
    public Task AllAsync(HttpContext context)
    {
        // What is too long is read all the same, so that the service can say so.
        HttpLimits.Allow(context, 8L * HttpLimits.LongestSensorThings);
        var path = Uri.UnescapeDataString(ServiceRoots.Below(context.Request));
        var isRead = ReadMethods.All.Contains(context.Request.Method);
        if (!nodes.AreFederated)
            return PassAsync(context, nodes.Own);
        if (Entity().Match(path) is { Success: true } entity && long.TryParse(entity.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return EntityAsync(context, id, isRead);
        if (isRead && path.Trim('/').Length == 0)
            return root.WriteAsync(context);
        return isRead && Set().IsMatch(path) ? SetAsync(context) : PassAsync(context, nodes.Own);
    }

    /// <summary>Below <see cref="ServiceRoots.OfNode"/>.</summary>
    public Task OfNodeAsync(HttpContext context) => SendAsync(context, nodes.Own);

    /// <summary>What this node could not take by MQTT, and why; passed through.</summary>
    public Task DeadLettersAsync(HttpContext context) =>
        passThrough.SendAsync(context, new CityQuestion(nodes.Own.Place, Programs.Sensors, DeadLetters + context.Request.QueryString.ToUriComponent()));

    private async Task SetAsync(HttpContext context)
    {
        var question = SetQuestion.Read(context.Request, cursors);
        using var page = await pages.AskAsync(question, context.RequestAborted);
        if (page.Refused is { } refused)
            await RefusedAsync(context, refused);
        else if (page.NobodyAnswered)
            await MissingCities.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, FederationWord.Of(page.Shares));
        else if (question.Format == SetFormat.Csv)
            await table.WriteAsync(context, page);
        else
            await writer.WriteAsync(context, page);
    }

    /// <summary>Passes on what a node says is wrong with a question.</summary>
    private static async Task RefusedAsync(HttpContext context, CityReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.Body.WriteAsync(reply.Body!.Memory, context.RequestAborted);
    }

    private async Task EntityAsync(HttpContext context, long id, bool isRead)
    {
        var owners = nodes.Of(id);
        if (owners.Count == 0)
            throw ProblemException.NotFound($"There is no entity {id}: ids end in the number of their node, and no node of this federation has the number {id % (NodeFile.LargestNumber + 1)}.");
        if (owners is [var owner] && nodes.Refusal(owner) is null)
        {
            if (!isRead && !owner.Own)
                throw Elsewhere(owner, ServiceRoots.Below(context.Request));
            await PassAsync(context, owner);
            return;
        }

        // Any of these may have it.
        await MissingCities.WriteAsync(context, StatusCodes.Status502BadGateway, FederationAnswer.Of([.. owners.SelectMany(o => o.Federation(nodes.Refusal(o)).Cities)]));
    }

    private Task PassAsync(HttpContext context, SensorNode node)
    {
        FederationWord.WriteHeader(context.Response, [new NodeShare(node, null, null, 0, default)]);
        return SendAsync(context, node);
    }

    private async Task SendAsync(HttpContext context, SensorNode node)
    {
        var question = node.Question(ServiceRoots.Below(context.Request) + context.Request.QueryString.ToUriComponent(), ServiceRoots.Asked(context.Request));
        if (await passThrough.TrySendAsync(context, question, keep: false) is not { } fault)
            return;
        var status = fault.State == CityStates.Late ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway;
        await MissingCities.WriteAsync(context, status, node.Federation(fault));
    }

    private static ProblemException Elsewhere(SensorNode node, string path) => new(
        StatusCodes.Status403Forbidden,
        "Held by another node",
        $"The entity is held by the node '{node.Name}', which alone can change it: {node.Place.Public}{ServiceRoots.All}{path}.");

    [GeneratedRegex(@"^/[^/()]+\((?<id>\d+)\)")]
    private static partial Regex Entity();

    [GeneratedRegex(@"^/[A-Za-z]+(/\$ref)?$")]
    private static partial Regex Set();
}
