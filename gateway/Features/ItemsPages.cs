using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>Asks the cities concerned for one page; OGC and GraphQL both ask here, so that both give the same rows.</summary>
public sealed class ItemsPages(FanOut fanOut, Holdings holdings, CityRegistry registry, CursorCodec cursors)
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
        var open = page.Parts.Where(part => part.Open && Reachable(part, page.Question)).ToList();
        await AskAsync(page, [.. open.Select(part => (part, limit))], deadline);
        page.Merge();
    }

    /// <summary>One round; false when there was nobody to ask.</summary>
    private async Task<bool> AskAsync(FederatedPage page, int round, Deadline deadline)
    {
        var limit = page.Question.Items.Limit - page.Returned;
        if (round > 0 && limit <= 0)
            return false;
        var open = page.Parts.Where(part => part.Open && Reachable(part, page.Question)).ToList();
        var shares = Shares.Of(limit, open.ConvertAll(Remaining));
        // A city without a share is still asked how many rows match, once.
        var asked = open.Zip(shares).Where(a => a.Second > 0 || a.First.Position.Matched is null).ToList();
        await AskAsync(page, asked, deadline);
        return asked.Count > 0;

        long? Remaining(CityPart part) => part.Remaining ?? Counted(part, page.Question);
    }

    private async Task AskAsync(FederatedPage page, List<(CityPart Part, int Limit)> asked, Deadline deadline)
    {
        var replies = await fanOut.AskAsync(asked.Select(a => page.Question.For(a.Part.Place, a.Limit, a.Part.Position, page.Question.Merge is not null)), deadline);
        for (var i = 0; i < asked.Count; i++)
            asked[i].Part.Take(replies[i], asked[i].Limit);
    }

    /// <summary>A city that is known to be down gets no share: the others fill the page at once.</summary>
    private bool Reachable(CityPart part, FederatedQuestion question)
    {
        if (fanOut.Down(part.Place, question.Items.Collection) is not { } fault)
            return true;
        part.Miss(fault);
        return false;
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
