using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Reads a batch that came as multipart/mixed: parts of application/http, and change sets that are multipart/mixed themselves.</summary>
internal static class MultipartBatch
{
    /// <summary>Characters of a boundary at most (RFC 2046, clause 5.1.1).</summary>
    private const int LongestBoundary = 70;

    /// <summary>The steps, in their order.</summary>
    /// <exception cref="ProblemException">400: the multipart is broken.</exception>
    public static async Task<List<BatchStep>> ReadAsync(ReadOnlyMemory<byte> body, MediaTypeHeaderValue type, CancellationToken cancel)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            var reader = new MultipartReader(Boundary(type), stream);
            var steps = new List<BatchStep>();
            while (await reader.ReadNextSectionAsync(cancel) is { } part)
                steps.Add(Type(part) is { } inner && inner.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase) ? await ChangeSetAsync(part, inner, cancel) : new BatchStep([await OperationAsync(part, cancel)], false, []));
            return steps.Count > 0 ? steps : throw Faults.Member("", "The batch has no parts");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Faults.Member("", $"The body is no multipart/mixed, whose lines end with CR and LF and which ends with '--boundary--': {e.Message}");
        }
    }

    private static async Task<BatchStep> ChangeSetAsync(MultipartSection section, MediaTypeHeaderValue type, CancellationToken cancel)
    {
        var reader = new MultipartReader(Boundary(type), section.Body);
        var operations = new List<Operation>();
        while (await reader.ReadNextSectionAsync(cancel) is { } part)
            operations.Add(await OperationAsync(part, cancel));
        if (operations.Count == 0)
            operations.Add(Operation.Wrong(null, Operation.Invalid("The change set has no parts.")));
        return new BatchStep(operations, true, []);
    }

    private static async Task<Operation> OperationAsync(MultipartSection part, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await part.Body.CopyToAsync(bytes, cancel);
        var id = part.Headers?.TryGetValue("Content-ID", out var given) == true ? given.ToString() : null;
        return Type(part)?.MediaType.Equals("application/http", StringComparison.OrdinalIgnoreCase) == true
            ? HttpMessage.Read(bytes.ToArray(), id)
            : Operation.Wrong(id, new ProblemException(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"The part is '{part.ContentType}'; parts are application/http, and change sets multipart/mixed."));
    }

    private static MediaTypeHeaderValue? Type(MultipartSection part) => MediaTypeHeaderValue.TryParse(part.ContentType, out var type) ? type : null;

    private static string Boundary(MediaTypeHeaderValue type) => HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= LongestBoundary } boundary
        ? boundary.ToString()
        : throw Faults.Member("", $"The header Content-Type of multipart/mixed names a boundary of 1 to {LongestBoundary} characters: multipart/mixed; boundary=batch_1");
}
