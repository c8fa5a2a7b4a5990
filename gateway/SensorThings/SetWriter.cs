using System.Buffers;
using System.Text.Json;
using UrbanDataHub.Features.Writing;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>Writes a page over all nodes (OGC 18-088, clause 9.4): the nodes' bytes, and one word on all of them.</summary>
public sealed class SetWriter(FederationWord word)
{
    /// <summary>Writes the answer, headers included.</summary>
    public async Task WriteAsync(HttpContext context, SetPage page)
    {
        context.Response.ContentType = page.Question.Format == SetFormat.GeoJson ? "application/geo+json" : "application/json";
        FederationWord.WriteHeader(context.Response, page.Shares);
        await using var json = new Utf8JsonWriter((IBufferWriter<byte>)context.Response.BodyWriter, AnswerJson.Options);
        json.WriteStartObject();
        if (page.Question.Format == SetFormat.GeoJson)
            json.WriteString("type", "FeatureCollection");
        if (page.Count is { } count)
            json.WriteNumber("@iot.count", count);
        if (page.More && page.Rows.Count > 0)
            json.WriteString("@iot.nextLink", page.Question.Next(page.Rows[^1].Position.Texts));
        word.Write(json, page.Shares);
        json.WriteStartArray(page.Question.Format == SetFormat.GeoJson ? "features" : "value");
        if (page.Question.Format == SetFormat.DataArray)
            SetArrays.Write(json, page.Rows);
        else
            Copy(json, page.Rows);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static void Copy(Utf8JsonWriter json, IReadOnlyList<SetRow> rows)
    {
        foreach (var row in rows)
            json.WriteRawValue(row.Bytes.Span, skipInputValidation: true);
    }
}
