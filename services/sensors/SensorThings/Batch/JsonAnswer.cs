using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Writes the answers of a batch as JSON (OData JSON Format 4.01, clause 19.4), each as soon as it is there.</summary>
internal static class JsonAnswer
{
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Does the steps and writes their answers.</summary>
    /// <param name="run">Does a step.</param>
    public static async Task WriteAsync(HttpContext context, IEnumerable<BatchStep> steps, Func<BatchStep, Task<StepAnswer>> run)
    {
        var (cancel, failed) = (context.RequestAborted, new HashSet<string>(StringComparer.Ordinal));
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, _json);
        json.WriteStartObject();
        json.WriteStartArray("responses");
        foreach (var step in steps)
        {
            var answer = step.DependsOn.FirstOrDefault(failed.Contains) is { } missing ? await BatchRunner.SkipAsync(step, missing, cancel) : await run(step);
            if (answer.FailedAt is not null)
                failed.UnionWith(step.Operations.Select(o => o.Id!).Concat(step.Name is { } name ? [name] : []));
            foreach (var one in await EachAsync(step, answer, cancel))
                One(json, step, one);
            await json.FlushAsync(cancel);
            await context.Response.BodyWriter.FlushAsync(cancel);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancel);
    }

    /// <summary>Here every operation of a change set that failed has an answer of its own.</summary>
    private static async Task<List<OperationAnswer>> EachAsync(BatchStep step, StepAnswer answer, CancellationToken cancel)
    {
        if (answer.FailedAt is not { } at)
            return [.. answer.Answers];
        var all = new List<OperationAnswer>();
        for (var i = 0; i < step.Operations.Count; i++)
            all.Add(i == at ? answer.Answers[0] : await BatchRunner.UndoneAsync(step.Operations[i], step.Operations[at].Id, cancel));
        return all;
    }

    private static void One(Utf8JsonWriter json, BatchStep step, OperationAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("id", answer.Id);
        if (step.Name is not null)
            json.WriteString("atomicityGroup", step.Name);
        json.WriteNumber("status", answer.Status);
        // Clients of FROST-Server look for it here, and others among the headers.
        if (answer.Headers.Location is { Count: 1 } location)
            json.WriteString("location", location.ToString());
        json.WriteStartObject("headers");
        foreach (var (name, value) in answer.Headers)
            json.WriteString(name.ToUpperInvariant() is "LOCATION" ? "location" : name.ToUpperInvariant() is "CONTENT-TYPE" ? "content-type" : name, value.ToString());
        json.WriteEndObject();
        if (answer.Body.Length > 0)
            Body(json, answer);
        json.WriteEndObject();
    }

    private static void Body(Utf8JsonWriter json, OperationAnswer answer)
    {
        json.WritePropertyName("body");
        if (answer.Headers.ContentType.ToString().Contains("json", StringComparison.OrdinalIgnoreCase))
            json.WriteRawValue(answer.Body.Span, skipInputValidation: true);
        else
            json.WriteStringValue(Encoding.UTF8.GetString(answer.Body.Span));
    }
}
