using System.Net.Http.Headers;
using System.Text.Json;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>What is wrong with an answer, whatever was asked.</summary>
internal static class Verdict
{
    // The longest request line that Kestrel reads.
    private const int LongestLine = 8 * 1024;

    /// <summary>A sentence on the fault; null if there is none.</summary>
    public static string? On(FuzzRequest request, int status, MediaTypeHeaderValue? type, byte[] body)
    {
        if (status >= 500)
            return $"{status} {Text(body)}";
        if (IsNoHttp(request, status))
            return null;
        if (type?.MediaType is { } media && media.EndsWith("json", StringComparison.Ordinal) && Parsed(body) is null)
            return $"{status} says it is {media} and is not: {Text(body)}";
        return status >= 400 ? OnRefusal(request, status, type, body) : null;
    }

    /// <summary>What Kestrel refuses while it reads the request line, before there is a request that a program could answer.</summary>
    private static bool IsNoHttp(FuzzRequest request, int status) =>
        status == 414 ? request.Target.Length > LongestLine - 100 : status == 400 && request.Target.Split('?')[0].Contains("%00", StringComparison.Ordinal);

    private static string? OnRefusal(FuzzRequest request, int status, MediaTypeHeaderValue? type, byte[] body)
    {
        if (request.Target.StartsWith("/graphql", StringComparison.Ordinal) && status == 400 && Parsed(body) is { } answer && answer.TryGetProperty("errors", out _))
            return null;
        if (type?.MediaType != "application/problem+json" || Parsed(body) is not { } problem)
            return $"{status} is no problem document: {type} {Text(body)}";
        if (!problem.TryGetProperty("status", out var told) || told.GetInt32() != status || !Says(problem, "title"))
            return $"{status} with another status or without a title: {Text(body)}";
        if (status == 400 && request.PathIsRight && (!Says(problem, "parameter", mayBeEmpty: true) || !Says(problem, "detail")))
            return $"400 does not say which parameter is wrong, and why: {Text(body)}";
        return null;
    }

    private static bool Says(JsonElement problem, string member, bool mayBeEmpty = false) =>
        problem.TryGetProperty(member, out var said) && said.ValueKind == JsonValueKind.String && (mayBeEmpty || said.GetString() != "");

    private static JsonElement? Parsed(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(byte[] body) => System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 600)));
}
