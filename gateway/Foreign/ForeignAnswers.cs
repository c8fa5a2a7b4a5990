using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Foreign.Filtering;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>The answers of one foreign city, the same that a service gives (infra/decisions/0004).</summary>
public sealed partial class ForeignAnswers(ForeignCity city, IForeignServer server, CursorCodec cursors, ILogger<ForeignAnswers> logger)
{
    private const int PageOfDownload = 1000;

    /// <summary><c>…/collections</c></summary>
    public async Task<byte[]> CollectionsAsync(CancellationToken cancel)
    {
        var described = await Task.WhenAll(city.Collections.Select(async c => (collection: c, state: await server.DescribeAsync(c, cancel))));
        foreach (var (collection, _) in described.Where(d => d.state is null))
            Absent(logger, city.City, collection.From, city.Partner.Url);
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                collections = described.Where(d => d.state is not null).Select(d => new { id = d.collection.Descriptor.Id, dataset = DatasetOf(d.collection, d.state!) }),
                city = new { id = city.City, name = city.Name },
                links = Array.Empty<object>(),
            },
            Json.Options);
    }

    /// <summary><c>…/items</c></summary>
    /// <param name="self">Address as the client asked, without <c>cursor</c>.</param>
    public async Task<byte[]> ItemsAsync(ForeignCollection collection, IQueryCollection query, string self, CancellationToken cancel)
    {
        var question = QuestionReader.Read(query, collection.Descriptor, "after", "keys");
        Askable.Require(question, city.City);
        var scope = $"{city.City}|{question.Canonical}";
        var from = question.Cursor is { } cursor ? cursors.Decode<ForeignPosition>(cursor, scope) : null;
        var behind = query.TryGetValue("after", out var id) ? id.ToString() : null;
        var began = Stopwatch.GetTimestamp();
        var page = await new ForeignWalk(server, collection, question).ReadAsync(from, behind, cancel);
        if (page.LeftOut.Count > 0)
            LeftOut(logger, page.LeftOut.Count, city.City, collection.From, page.LeftOut[0]);
        var next = page.Next is null ? null : cursors.Encode(page.Next, scope);
        var answer = new CityAnswer(city.City, CityStates.Answered, page.Matched, page.Rows.Count, Stopwatch.GetElapsedTime(began).TotalMilliseconds, Detail: Detail(page.LeftOut));
        return Page(collection, question, page, self, next, answer);
    }

    /// <summary><c>…/items/{id}</c></summary>
    /// <exception cref="ProblemException">404: there is none.</exception>
    public async Task<byte[]> ItemAsync(ForeignCollection collection, IQueryCollection query, string id, CancellationToken cancel)
    {
        var question = QuestionReader.ReadOne(query, collection.Descriptor);
        Askable.Require(question, city.City);
        var isOurs = id.StartsWith(city.City + ":", StringComparison.Ordinal);
        var row = isOurs ? await server.OneAsync(collection, id[(city.City.Length + 1)..], cancel) : null;
        if (row is null)
            throw ProblemException.NotFound($"There is no feature '{id}' in '{collection.Descriptor.Id}' of '{city.City}'.");
        return Written(json => new RowWriter(collection.Descriptor, city.City, question.Selection).Write(json, row));
    }

    /// <summary>Writes all rows as GeoJSON or CSV, page by page; a fault completes the pipe with it, so that the reader sees a broken file.</summary>
    public async Task DownloadAsync(ForeignCollection collection, bool csv, PipeWriter to, CancellationToken cancel)
    {
        try
        {
            var question = new ItemsQuestion(collection.Descriptor, PageOfDownload);
            var writer = new RowWriter(collection.Descriptor, city.City, question.Selection);
            Put(to, csv ? writer.Header() : """{"type":"FeatureCollection","features":[""");
            await using var json = new Utf8JsonWriter(to, AnswerJson.Options);
            ForeignPosition? from = null;
            var any = false;
            do
            {
                var page = await new ForeignWalk(server, collection, question).ReadAsync(from, null, cancel);
                foreach (var row in page.Rows)
                {
                    if (csv)
                        Put(to, writer.Line(row));
                    else
                        WriteFeature(row);
                    any = true;
                }

                if ((await to.FlushAsync(cancel)).IsCompleted)
                    return;
                from = page.Next;
            }
            while (from is not null);
            Put(to, csv ? "" : "]}");
            await to.CompleteAsync();

            void WriteFeature(ForeignRow row)
            {
                if (any)
                    to.Write(","u8);
                writer.Write(json, row);
                json.Flush();
                json.Reset();
            }
        }
        catch (Exception e)
        {
            await to.CompleteAsync(new IOException(e.Message, e));
        }
    }

    private static Dataset DatasetOf(ForeignCollection collection, ForeignState state) =>
        collection.Dataset with { Count = state.Count ?? 0, BoundingBox = state.Box };

    private static string? Detail(IReadOnlyList<string> leftOut) => leftOut.Count == 0 ? null : $"{leftOut.Count} rows left out; the first: {leftOut[0]}";

    private byte[] Page(ForeignCollection collection, ItemsQuestion question, ForeignPage page, string self, string? next, CityAnswer answer) => Written(json =>
    {
        var writer = new RowWriter(collection.Descriptor, city.City, question.Selection);
        json.WriteStartObject();
        json.WriteString("type"u8, "FeatureCollection"u8);
        json.WriteStartArray("features"u8);
        foreach (var row in page.Rows)
            writer.Write(json, row);
        json.WriteEndArray();
        var path = SelfAddress.Path(self);
        ItemsTail.Write(
            json,
            question.Cursor is null ? self : SelfAddress.At(self, question.Cursor),
            next is null ? null : SelfAddress.At(self, next),
            path[..path.LastIndexOf('/')],
            page.Matched,
            page.Rows.Count,
            FederationAnswer.Of([answer]));
    });

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, AnswerJson.Options))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Put(PipeWriter to, string text) => to.Write(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{City}: {Url} has no {Collection}, which its mapping names")]
    private static partial void Absent(ILogger logger, string city, string collection, Uri url);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} rows of {City} {Collection} were left out; the first: {Reason}")]
    private static partial void LeftOut(ILogger logger, int count, string city, string collection, string reason);
}
