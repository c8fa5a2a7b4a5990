namespace UrbanDataHub.Sensors.Pulling;

/// <summary>Notices a server whose pages never end: the same link again, the same rows again, or nothing at all for long.</summary>
/// <param name="mostEmpty">Empty pages in a row that a walk may have.</param>
internal sealed class PageCircle(int mostEmpty)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _empty;

    /// <summary>Looks at the page that was read from <paramref name="address"/>.</summary>
    /// <exception cref="PullCircleFault">The walk would not end.</exception>
    public void Check(PullPage page, Uri address)
    {
        _seen.Add(address.AbsoluteUri);
        if (page.Next is { } next && _seen.Contains(next.AbsoluteUri))
            throw new PullCircleFault("gives a link to the next page that leads to one before");
        if (page.Content.Length > 0 && !_seen.Add(page.Content))
            throw new PullCircleFault("gives the same rows on another page");
        _empty = page.Content.Length > 0 ? 0 : _empty + 1;
        if (_empty > mostEmpty)
            throw new PullCircleFault($"gives more than {mostEmpty} empty pages one after the other");
    }
}
