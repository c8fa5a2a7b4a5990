using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features;

/// <summary>
/// <c>GET /cities/{city}/ogc/collections/{collection}/items</c> (OGC API Features Part 1, clause 7.15), streamed from
/// PostgreSQL to the socket.
/// </summary>
internal sealed class ItemsEndpoint(ServiceDatabase database, Served served, HubSettings settings, CursorCodec cursors)
{
    /// <summary>Answers one page.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        var (city, collection) = served.Find(context);
        var question = QuestionReader.Read(context.Request.Query, collection, "after", "keys");
        var scope = $"{city}|{question.Canonical}";
        var page = new ItemsPage(context, city, question, Begin(context, city, question, scope))
        {
            Keys = Keys(context.Request.Query),
            Self = SelfAddress.Of(context.Request, settings.Node),
            Encode = position => cursors.Encode(position, scope),
            Began = began,
        };
        await page.WriteAsync(database);
    }

    /// <summary>Where the parameter <c>after</c> lets the first page begin; the cursors of the next ones know better.</summary>
    private PagePosition? Begin(HttpContext context, string city, ItemsQuestion question, string scope)
    {
        if (question.Cursor is { } cursor)
            return cursors.Decode<PagePosition>(cursor, scope) is var position && position.Fits(question) ? position : throw CursorCodec.Foreign();
        return context.Request.Query.TryGetValue("after", out var after) ? PagePosition.Behind(after.ToString(), city, question) : null;
    }

    private static bool Keys(IQueryCollection query) => query.TryGetValue("keys", out var keys) && keys.ToString() switch
    {
        "true" => true,
        "false" => false,
        var other => throw ProblemException.Parameter400("keys", $"'{other}' is not true or false."),
    };
}
