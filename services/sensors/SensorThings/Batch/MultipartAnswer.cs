using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Writes the answers of a batch as multipart/mixed, each as soon as it is there.</summary>
internal static class MultipartAnswer
{
    private const string NewLine = "\r\n";

    /// <summary>Does the steps and writes their answers.</summary>
    /// <param name="run">Does a step.</param>
    public static async Task WriteAsync(HttpResponse response, IEnumerable<BatchStep> steps, Func<BatchStep, Task<StepAnswer>> run)
    {
        var boundary = $"batch_{Guid.NewGuid():N}";
        response.ContentType = $"multipart/mixed; boundary={boundary}";
        foreach (var step in steps)
        {
            using var part = new MemoryStream();
            Text(part, $"--{boundary}{NewLine}");
            Step(part, step, await run(step));
            await response.Body.WriteAsync(part.GetBuffer().AsMemory(0, (int)part.Length), response.HttpContext.RequestAborted);
            await response.Body.FlushAsync(response.HttpContext.RequestAborted);
        }

        await response.WriteAsync($"--{boundary}--{NewLine}", response.HttpContext.RequestAborted);
    }

    // A change set that failed is one answer, like an operation (OData 4.0, clause 11.7.4).
    private static void Step(MemoryStream part, BatchStep step, StepAnswer answer)
    {
        if (!step.IsChangeSet || answer.FailedAt is not null)
        {
            One(part, answer.Answers[0]);
            return;
        }

        var boundary = $"changeset_{Guid.NewGuid():N}";
        Text(part, $"Content-Type: multipart/mixed; boundary={boundary}{NewLine}{NewLine}");
        foreach (var one in answer.Answers)
        {
            Text(part, $"--{boundary}{NewLine}");
            One(part, one);
        }

        Text(part, $"--{boundary}--{NewLine}");
    }

    private static void One(MemoryStream part, OperationAnswer answer)
    {
        string[] head =
        [
            "Content-Type: application/http", .. answer.Id is null ? [] : new[] { "Content-ID: " + answer.Id }, "",
            $"HTTP/1.1 {answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}", .. answer.Headers.Select(h => $"{h.Key}: {h.Value}"),
            .. answer.Headers.ContentLength is null ? new[] { $"Content-Length: {answer.Body.Length}" } : [], "", "",
        ];
        Text(part, string.Join(NewLine, head));
        part.Write(answer.Body.Span);
        Text(part, NewLine);
    }

    private static void Text(MemoryStream part, string text) => part.Write(Encoding.UTF8.GetBytes(text));
}
