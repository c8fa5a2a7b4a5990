using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>An entity of a page over all nodes.</summary>
/// <param name="Index">Which of the node's page it is, from 0.</param>
public sealed record SetRow(SetPart Part, int Index)
{
    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => Part.Page!.Rows[Index];

    /// <summary>Where it stands.</summary>
    public RowPosition Position => Part.Page!.Positions[Index];
}

/// <summary>A page over all nodes.</summary>
/// <param name="Rows">The entities in their order.</param>
/// <param name="More">Whether there are more behind it.</param>
public sealed record SetPage(SetQuestion Question, IReadOnlyList<SetPart> Parts, IReadOnlyList<SetRow> Rows, bool More) : IDisposable
{
    /// <summary>How many entities all nodes have; null if nobody asked, or a node did not tell: a sum of some is no count.</summary>
    public long? Count => Parts.All(p => p.Page?.Count is not null) ? Parts.Sum(p => p.Page!.Count) : null;

    /// <summary>How the nodes fared.</summary>
    public IReadOnlyList<NodeShare> Shares => [.. Parts.Select(p => new NodeShare(p.Node, p.Fault, p.Page?.Count, Rows.Count(r => r.Part == p), p.Elapsed))];

    /// <summary>Whether there is nothing but missing nodes.</summary>
    public bool NobodyAnswered => Parts.All(p => p.Page is null);

    /// <summary>What a node says is wrong with the question, if no node has answered it; null otherwise.</summary>
    public CityReply? Refused => NobodyAnswered ? Parts.Select(p => p.Refused).FirstOrDefault(r => r is not null) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }
}

/// <summary>
/// Asks all nodes for one page and puts their entities into one order. Any node may have all the entities that come first,
/// so each is asked for a whole page; a position holds for all of them.
/// </summary>
public sealed class SetPages(SensorNodes nodes, FanOut fanOut)
{
    /// <summary>Asks for one page; of a table, for as many of its rows as are sure to be the next. The caller disposes of it.</summary>
    public Task<SetPage> AskAsync(SetQuestion question, CancellationToken cancel) => AskAsync(question, nodes.All, cancel);

    /// <summary>Asks some of the nodes.</summary>
    public async Task<SetPage> AskAsync(SetQuestion question, IEnumerable<SensorNode> some, CancellationToken cancel)
    {
        using var deadline = fanOut.Begin(cancel);
        var parts = some.Select(node => new SetPart(node, nodes.Refusal(node))).ToList();
        try
        {
            var after = question.Top == 0 ? question.After : await SkipAsync(question, parts, deadline);
            await RoundAsync(question, parts, Math.Min(question.Top, SetQuestion.LargestPage), after, keysOnly: false, deadline);
            var (rows, more) = Merge(parts, question.Top);
            return new SetPage(question, parts, rows, more);
        }
        catch
        {
            parts.ForEach(p => p.Dispose());
            throw;
        }
    }

    /// <summary>The position behind the entities that are left out, found by positions alone.</summary>
    private async Task<string?[]?> SkipAsync(SetQuestion question, List<SetPart> parts, Deadline deadline)
    {
        var after = question.After;
        for (var left = question.Skip; left > 0;)
        {
            var step = Math.Min(left, SetQuestion.LargestPage);
            await RoundAsync(question, parts, step, after, keysOnly: true, deadline);
            var (rows, _) = Merge(parts, step);
            if (rows.Count > 0)
                after = rows[^1].Position.Texts;
            left = rows.Count < step ? 0 : left - step;
        }

        return after;
    }

    private async Task RoundAsync(SetQuestion question, List<SetPart> parts, int top, string?[]? after, bool keysOnly, Deadline deadline)
    {
        var asked = parts.FindAll(p => p.Fault is null);
        var questions = asked.ConvertAll(p => p.Node.Question(question.Address(top, after, keysOnly), question.Root));
        var replies = await fanOut.AskAsync(questions, deadline);
        for (var i = 0; i < asked.Count; i++)
        {
            asked[i].Take(replies[i], top, question.AsksColumns && !keysOnly);
            if (asked.Find(p => p.Page is not null) is { Page: { } first })
                asked[i].Check(first.Order);
            // Who gave no answer is looked after already, and a question that is refused is none of the node's faults.
            if (replies[i].Fault is not { Silent: true })
                fanOut.Note(questions[i], asked[i].Refused is null ? asked[i].Fault : null);
        }
    }

    private static (List<SetRow> Rows, bool More) Merge(List<SetPart> parts, int most)
    {
        var answered = parts.FindAll(p => p.Page is not null);
        if (answered.Count == 0)
            return ([], false);
        var order = answered[0].Page!.Order;
        var all = answered.SelectMany(p => p.Page!.Positions.Select((_, i) => new SetRow(p, i))).ToList();
        all.Sort((one, other) => one.Position.CompareTo(other.Position, order));
        // Behind the last entity of a node that has more, that node may have the next one; who was asked for all that are wanted has told enough.
        var unsure = most <= SetQuestion.LargestPage ? [] : answered.Where(p => p.Page is { More: true, Positions.Count: > 0 }).Select(p => p.Page!.Positions[^1]).ToList();
        var sure = unsure.Count == 0 ? all.Count : all.FindIndex(row => unsure.Exists(last => ReferenceEquals(last, row.Position))) + 1;
        var taken = Math.Min(most, sure);
        return (all[..taken], most > 0 && (all.Count > taken || answered.Exists(p => p.Page!.More)));
    }
}
