using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Foreign.Filtering;
using UrbanDataHub.Gateway.Foreign.Mapping;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>How far a walk is: a foreign page, and how many of its rows are behind.</summary>
/// <param name="Page">Address of the page.</param>
public sealed record ForeignPosition(string Page, int Skip);

/// <summary>A page of ours over pages of a foreign server.</summary>
/// <param name="Next">Where to go on; null at the end.</param>
/// <param name="Matched">Rows that match, if that is known.</param>
/// <param name="LeftOut">Why foreign rows are missing.</param>
public sealed record ForeignPage(IReadOnlyList<ForeignRow> Rows, ForeignPosition? Next, long? Matched, IReadOnlyList<string> LeftOut);

/// <summary>
/// Fills a page of ours from as many foreign ones as it takes. Every row is held against the whole question here, also
/// what the server was asked to filter: many ignore a parameter that they do not know.
/// </summary>
public sealed class ForeignWalk(IForeignServer server, ForeignCollection collection, ItemsQuestion question)
{
    /// <summary>Foreign pages that one page of ours may take; it then ends early, and the next one goes on.</summary>
    private const int MostPages = 20;

    private readonly List<ForeignRow> _rows = [];
    private readonly List<string> _leftOut = [];
    private readonly RowFilter _filter = new(question);
    private string? _behind;

    /// <summary>Reads a page.</summary>
    /// <param name="from">Where to begin; null at the begin.</param>
    /// <param name="behind">Id of the row behind which to begin; null if there is none.</param>
    public async Task<ForeignPage> ReadAsync(ForeignPosition? from, string? behind, CancellationToken cancel)
    {
        var plan = server.Plan(collection, question);
        if (question.Limit == 0)
            return await CountAsync(plan, cancel);
        _behind = behind;
        long? matched = null;
        var position = from ?? new ForeignPosition(plan.First.ToString(), 0);
        for (var pages = 0; pages < MostPages; pages++)
        {
            var batch = await server.ReadAsync(collection, new Uri(position.Page), cancel);
            _leftOut.AddRange(batch.LeftOut);
            matched = plan.Whole && _leftOut.Count == 0 ? batch.Matched : null;
            if (Take(batch, position) is not { } next)
                return new ForeignPage(_rows, null, from is null && behind is null ? _rows.Count : matched, _leftOut);
            position = next;
            if (_rows.Count == question.Limit)
                break;
        }

        return new ForeignPage(_rows, position, matched, _leftOut);
    }

    /// <summary>Takes what fits; returns where to go on, null at the end.</summary>
    private ForeignPosition? Take(ForeignBatch batch, ForeignPosition position)
    {
        for (var i = position.Skip; i < batch.Rows.Count; i++)
        {
            var row = batch.Rows[i];
            if (_behind is not null)
                _behind = row.Id == _behind ? null : _behind;
            else if (_filter.Holds(row) && _rows.Count == question.Limit)
                return position with { Skip = i };
            else if (_filter.Holds(row))
                _rows.Add(row);
        }

        return batch.Next is null ? null : new ForeignPosition(batch.Next.ToString(), 0);
    }

    /// <summary>
    /// The count alone; it is not known where the gateway filters. The server is asked all the same, for one row: a city is
    /// not said to have answered when nobody has asked it.
    /// </summary>
    private async Task<ForeignPage> CountAsync(ForeignPlan plan, CancellationToken cancel)
    {
        var batch = await server.ReadAsync(collection, plan.First, cancel);
        var told = plan.Whole && batch.LeftOut.Count == 0 ? batch.Matched : null;
        return new ForeignPage([], null, batch.Next is null ? told ?? batch.Rows.Count(_filter.Holds) : told, batch.LeftOut);
    }
}
