using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Resilience;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>Asks the cities concerned for one page; OGC and GraphQL both ask here, so that both give the same rows.</summary>
public sealed class ItemsPages(FanOut fanOut, LastGood lastGood, Holdings holdings, CityRegistry registry, CursorCodec cursors)
{
    /// <summary>
    /// Rounds of asking for one page: in the second, cities that have more fill what others could not.
    /// </summary>
    private const int Rounds = 2;

    /// <summary>Asks for one page. The caller disposes of it.</summary>
    /// <exception cref="ProblemException">400: the cursor belongs to another question, or all cities say that the question is wrong.</exception>
    public async Task<FederatedPage> AskAsync(FederatedQuestion question, CancellationToken cancel)
    {
        var page = new FederatedPage(question, Begin(question), cursors);
        try
        {
            using var deadline = fanOut.Begin(cancel);
            if (question.Merge is not null)
                await AskSortedAsync(page, deadline);
            else
                await AskInTurnAsync(page, deadline);
            page.ThrowIfRefused();
            return page;
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    /// <summary>The page of one city from the copy of an earlier answer, in place of one that was to be passed through; null if there is none.</summary>
    /// <param name="fault">Why there is no new one.</param>
    public FederatedPage? FromCopy(FederatedQuestion question, CityQuestion asked, CityFault fault)
    {
        if (lastGood.Find(asked, fault) is not { } copy)
            return null;
        var page = new FederatedPage(question, [new CityPart(asked.Place, new CityPosition(asked.Place.City, question.Items.Cursor), sort: null)], cursors) { PassedThrough = true };
        if (page.Parts[0].Take(copy, question.Items.Limit) is null)
            return page;
        page.Dispose();
        return null;
    }

    private async Task AskInTurnAsync(FederatedPage page, Deadline deadline)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (!await AskAsync(page, round, deadline))
                break;
        }
    }

    /// <summary>Any city may have all the rows that come first, so each is asked for a whole page.</summary>
    private async Task AskSortedAsync(FederatedPage page, Deadline deadline)
    {
        var limit = page.Question.Items.Limit;
        await AskAsync(page, Given(page, open => [.. open.Select(_ => limit)]), deadline);
        page.Merge();
    }

    /// <summary>One round; false when there was nobody to ask.</summary>
    private async Task<bool> AskAsync(FederatedPage page, int round, Deadline deadline)
    {
        var limit = page.Question.Items.Limit - page.Returned;
        if (round > 0 && limit <= 0)
            return false;
        // A city without a share is still asked how many rows match, once.
        var asked = Given(page, open => Shares.Of(limit, open.ConvertAll(part => part.Remaining ?? Counted(part, page.Question))))
            .FindAll(a => a.Limit > 0 || a.Part.Position.Matched is null);
        await AskAsync(page, asked, deadline);
        return asked.Count > 0;
    }

    private async Task AskAsync(FederatedPage page, List<(CityPart Part, int Limit)> asked, Deadline deadline)
    {
        var questions = asked.ConvertAll(a => Question(page, a.Part, a.Limit));
        var replies = await fanOut.AskAsync(questions, deadline);
        for (var i = 0; i < asked.Count; i++)
            Take(asked[i].Part, questions[i], replies[i], asked[i].Limit);
    }

    private static CityQuestion Question(FederatedPage page, CityPart part, int limit) =>
        page.Question.For(part.Place, limit, part.Position, page.Question.Merge is not null);

    /// <summary>
    /// How many rows each city is asked for. One that is known to be down gets none, so that the others fill the page at
    /// once, unless there is a copy of what it would be asked for.
    /// </summary>
    private List<(CityPart Part, int Limit)> Given(FederatedPage page, Func<List<CityPart>, int[]> share)
    {
        var open = page.Parts.Where(part => part.Open).ToList();
        while (true)
        {
            var given = open.Zip(share(open)).ToList();
            var gone = given.FindAll(g => fanOut.Down(g.First.Place, page.Question.Items.Collection) is { } fault && IsMissing(page, g.First, g.Second, fault));
            if (gone.Count == 0)
                return given;
            open.RemoveAll(part => gone.Exists(g => g.First == part));
        }
    }

    private bool IsMissing(FederatedPage page, CityPart part, int limit, CityFault fault)
    {
        if (lastGood.Has(Question(page, part, limit)))
            return false;
        part.Miss(fault);
        return true;
    }

    private void Take(CityPart part, CityQuestion question, CityReply reply, int share)
    {
        var fault = part.Take(reply, share);
        // Who gave no answer is looked after already, and a question that is refused is none of the place's faults.
        if (reply.Fault is not { Silent: true })
            fanOut.Note(question, reply.Status is >= 400 and < 500 ? null : fault);
        if (fault is null && reply.Answered)
            lastGood.Keep(question, reply.Body!.Memory.Span);
        else if (fault is not null && part.Refused is null && lastGood.Find(question, fault) is { } copy)
            part.Take(copy, share);
    }

    /// <summary>Without a filter, the dataset's own count tells how much a city can fill of the first page.</summary>
    private long? Counted(CityPart part, FederatedQuestion question) =>
        !question.Items.Filtered && part.Position.Delivered == 0 && holdings.Dataset(part.Place, question.Items.Collection) is { Count: > 0 } dataset
            ? dataset.Count
            : null;

    private List<CityPart> Begin(FederatedQuestion question)
    {
        if (question.Items.Cursor is { } cursor)
            return cursors.Decode<CityPosition[]>(cursor, question.Scope).Select(position => Resume(position, question)).ToList();
        return (question.Cities ?? holdings.Holding(question.Items.Collection)).Select(place => First(place, question)).ToList();
    }

    /// <summary>A city that is named but does not hold the collection has no rows; that is an answer, and needs no question.</summary>
    private CityPart First(Place place, FederatedQuestion question)
    {
        var absent = holdings.Of(place, question.Items.Collection) == Holding.No;
        return new CityPart(place, new CityPosition(place.City, Done: absent, Matched: absent ? 0 : null), question.Merge);
    }

    private CityPart Resume(CityPosition position, FederatedQuestion question) => registry.Find(position.City) is { } place
        ? new CityPart(place, position, question.Merge)
        : throw ProblemException.Parameter400("cursor", $"The cursor is about '{position.City}', which has left this federation; begin again without it.");
}
