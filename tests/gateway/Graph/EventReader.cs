using System.Net.Http.Json;
using System.Text.Json;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>A subscription as server-sent events, read one by one; it stands once it is made.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage answer, StreamReader lines) => (_answer, _lines) = (answer, lines);

    /// <summary>Subscribes, and waits for the first sign of life, which comes when the gateway listens.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient http, string query)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }), Headers = { { "Accept", "text/event-stream" } } };
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        var reader = new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(cancel)));
        Assert.Equal(":", await reader._lines.ReadLineAsync(cancel));
        return reader;
    }

    /// <summary>The next result.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(60));
        while (await _lines.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonDocument.Parse(line["data: ".Length..]).RootElement;
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}
