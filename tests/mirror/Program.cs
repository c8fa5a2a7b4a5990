using System.Text.Json;
using UrbanDataHub.Tests.Mirrors;

// Follows a feed into a folder until somebody ends it: Mirror <address of the feed, with its parameters> <folder>
var (feed, folder) = (args[0], args[1]);
var journal = new Journal(folder);
var mirror = journal.Replay();
using var http = new HttpClient();
while (true)
{
    var address = mirror.Token is null ? feed : $"{feed}{(feed.Contains('?', StringComparison.Ordinal) ? '&' : '?')}since={mirror.Token}";
    var bytes = await http.GetByteArrayAsync(new Uri(address));
    using var page = JsonDocument.Parse(bytes);
    // A page without changes need not be kept: from its token come the same changes as from the one before.
    if (page.RootElement.GetProperty("changes").GetArrayLength() > 0)
        journal.Add(bytes);
    if (!mirror.Apply(page.RootElement))
        await Task.Delay(5);
}
