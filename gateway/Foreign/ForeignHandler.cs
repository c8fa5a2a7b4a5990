using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>
/// Answers for cities of foreign servers as if a service of ours held them. It stands where the gateway's HTTP questions
/// leave the process, so that whoever asks a place need not know which kind it is; everybody else's questions go on to
/// <paramref name="outside"/>.
/// </summary>
public sealed partial class ForeignHandler(ForeignCities cities, HttpMessageHandler outside) : DelegatingHandler(outside)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        cities.Find(request.RequestUri!.Host) is { } city ? AnswerAsync(city, request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private static async Task<HttpResponseMessage> AnswerAsync((ForeignCity City, ForeignAnswers Answers) city, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await RouteAsync(city.City, city.Answers, request, cancel);
        }
        catch (ProblemException e)
        {
            return Answer((HttpStatusCode)e.Status, JsonContent.Create(Problems.Describe(e), mediaType: new MediaTypeHeaderValue("application/problem+json")));
        }
        catch (Exception e) when (e is ForeignFaultException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // The last three are what reading JSON of another shape ends in: the server's fault, and never this process's.
            var problem = new ProblemDetails { Status = StatusCodes.Status502BadGateway, Title = "Bad gateway", Detail = e.Message };
            return Answer(HttpStatusCode.BadGateway, JsonContent.Create(problem, mediaType: new MediaTypeHeaderValue("application/problem+json")));
        }
    }

    private static async Task<HttpResponseMessage> RouteAsync(ForeignCity city, ForeignAnswers answers, HttpRequestMessage request, CancellationToken cancel)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == $"/cities/{city.City}/ogc/collections")
            return Answer("application/json", await answers.CollectionsAsync(cancel));
        var query = new QueryCollection(QueryHelpers.ParseQuery(request.RequestUri.Query));
        if (Items().Match(path) is { Success: true } items)
            return Answer("application/geo+json", await answers.ItemsAsync(Collection(city, items), query, Self(request), cancel));
        if (Item().Match(path) is { Success: true } item)
            return Answer("application/geo+json", await answers.ItemAsync(Collection(city, item), query, Uri.UnescapeDataString(item.Groups["id"].Value), cancel));
        if (Download().Match(path) is { Success: true } download)
            return await StreamAsync(answers, Collection(city, download), csv: download.Groups["format"].Value == "csv", cancel);
        if (path.EndsWith("/groups", StringComparison.Ordinal))
            throw ProblemException.NotFound($"'{city.City}' is held by a foreign server, which answers no question about many features at once.");
        throw ProblemException.NotFound($"'{city.City}' has no '{path}'.");
    }

    private static ForeignCollection Collection(ForeignCity city, Match match) =>
        city.Collections.FirstOrDefault(c => c.Descriptor.Id == match.Groups["collection"].Value)
        ?? throw ProblemException.NotFound($"'{city.City}' has no collection '{match.Groups["collection"].Value}'.");

    /// <summary>A download begins once its first page is there: a server that is down is a city that is missing, and not a broken file.</summary>
    private static async Task<HttpResponseMessage> StreamAsync(ForeignAnswers answers, ForeignCollection collection, bool csv, CancellationToken cancel)
    {
        var pipe = new Pipe();
        // The deadline ends the beginning, not the file; a reader that goes away completes the pipe.
        _ = answers.DownloadAsync(collection, csv, pipe.Writer, CancellationToken.None);
        try
        {
            var first = await pipe.Reader.ReadAsync(cancel);
            pipe.Reader.AdvanceTo(first.Buffer.Start);
        }
        catch (Exception e)
        {
            await pipe.Reader.CompleteAsync(e);
            if (e is IOException)
                throw new ForeignFaultException(e.Message, e);
            throw;
        }

        var type = csv ? CsvLine.MediaType : "application/geo+json";
        return Answer(HttpStatusCode.OK, new StreamContent(pipe.Reader.AsStream()) { Headers = { { "Content-Type", type } } });
    }

    private static HttpResponseMessage Answer(string type, byte[] body) =>
        Answer(HttpStatusCode.OK, new ByteArrayContent(body) { Headers = { { "Content-Type", type } } });

    private static HttpResponseMessage Answer(HttpStatusCode status, HttpContent content) => new(status) { Content = content, Version = HttpVersion.Version11 };

    private static string Self(HttpRequestMessage request) => request.Headers.TryGetValues(SelfAddress.Header, out var told)
        ? told.First()
        : request.RequestUri!.GetLeftPart(UriPartial.Path) + PublicAddress.Without(request.RequestUri.Query, "cursor");

    [GeneratedRegex("^/cities/[^/]+/ogc/collections/(?<collection>[^/]+)/items$")]
    private static partial Regex Items();

    [GeneratedRegex("^/cities/[^/]+/ogc/collections/(?<collection>[^/]+)/items/(?<id>[^/]+)$")]
    private static partial Regex Item();

    [GeneratedRegex(@"^/downloads/[^/]+/(?<collection>[^/.]+)\.(?<format>csv|geojson)$")]
    private static partial Regex Download();
}
