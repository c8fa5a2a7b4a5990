using System.Text;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Reads a request that stands in a part as application/http (RFC 9112, clauses 3 and 5).</summary>
internal static class HttpMessage
{
    /// <summary>The operation; one with a fault if there is no request line, or a header that is none.</summary>
    /// <param name="id">Content-ID of the part; null if the request itself may name it.</param>
    public static Operation Read(ReadOnlyMemory<byte> message, string? id)
    {
        var rest = message;
        // Some clients leave an empty line before the request (RFC 9112, clause 2.2).
        var first = Line(ref rest);
        while (first is { Length: 0 } && rest.Length > 0)
            first = Line(ref rest);
        if (RequestLine(first) is not { } request)
            return Operation.Wrong(id, Operation.Invalid($"'{(first.Length > 100 ? first[..100] + "…" : first)}' is no request line, such as GET Things(1) HTTP/1.1."));
        string? contentType = null;
        while (rest.Length > 0 && Line(ref rest) is { Length: > 0 } header)
        {
            var (name, value) = header.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (header[..colon], header[(colon + 1)..].Trim()) : ("", "");
            if (name.Length == 0)
                return Operation.Wrong(id, Operation.Invalid($"'{header}' is no header; an empty line stands between headers and body."));
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                contentType = value;
            else if (name.Equals("Content-ID", StringComparison.OrdinalIgnoreCase))
                id ??= value;
        }

        return new Operation(id, request.Method, request.Url, contentType, rest);
    }

    private static string Line(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return Encoding.UTF8.GetString(line.Span).TrimEnd('\r');
    }

    // Spaces in an address should be %20; examples of the standard have them as they are.
    private static (string Method, string Url)? RequestLine(string line)
    {
        var (text, begin) = (line.Trim(), line.Trim().IndexOf(' ', StringComparison.Ordinal));
        if (begin < 0 || !text[..begin].All(char.IsAsciiLetter))
            return null;
        var end = text.LastIndexOf(' ');
        var url = (text.AsSpan(end + 1).StartsWith("HTTP/", StringComparison.OrdinalIgnoreCase) ? text[begin..end] : text[begin..]).Trim();
        return url.Length == 0 ? null : (text[..begin].ToUpperInvariant(), url);
    }
}
