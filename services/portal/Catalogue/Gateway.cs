using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>
/// The node's own gateway, which is all that the portal asks: it knows the other cities, and how they fare
/// (infra/decisions/0004). Every method throws <see cref="GatewayException"/> when there is no answer.
/// </summary>
public sealed class Gateway(HttpClient http)
{
    /// <summary>All datasets of the federation.</summary>
    public async Task<DatasetsAnswer> DatasetsAsync(CancellationToken cancel) =>
        await GetAsync<DatasetsAnswer>("datasets", cancel) ?? throw Absent("datasets");

    /// <summary>All cities of the federation, with their state.</summary>
    public async Task<IReadOnlyList<City>> CitiesAsync(CancellationToken cancel) =>
        (await GetAsync<CitiesAnswer>("cities", cancel) ?? throw Absent("cities")).Cities;

    /// <summary>A page of features; null when the gateway does not take the question (an unknown collection, a stale cursor).</summary>
    public async Task<FeaturePage?> ItemsAsync(string collection, IReadOnlyDictionary<string, string?> parameters, CancellationToken cancel)
    {
        var address = QueryHelpers.AddQueryString($"ogc/collections/{Uri.EscapeDataString(collection)}/items", parameters.Where(p => !string.IsNullOrEmpty(p.Value)));
        return await AskAsync(address, FeatureReader.Read, cancel);
    }

    /// <summary>Reports of a city's imports, newest first.</summary>
    public async Task<IReadOnlyList<ImportReport>> ImportsAsync(string city, string? collection, int limit, CancellationToken cancel)
    {
        var address = QueryHelpers.AddQueryString($"cities/{city}/imports", new Dictionary<string, string?> { ["limit"] = $"{limit}" });
        var answer = await GetAsync<ImportsAnswer>(collection is null ? address : QueryHelpers.AddQueryString(address, "collection", collection), cancel);
        return answer?.Imports ?? [];
    }

    /// <summary>One report; null when there is none.</summary>
    public Task<ImportReport?> ImportAsync(string city, CollectionDescriptor collection, long id, CancellationToken cancel) =>
        GetAsync<ImportReport>(ImportAddress(city, collection, id), cancel);

    /// <summary>A page of the rows that an import rejected; null when there is no such import.</summary>
    public Task<RejectionsPage?> RejectionsAsync(string city, CollectionDescriptor collection, long id, long after, int limit, CancellationToken cancel) =>
        GetAsync<RejectionsPage>(QueryHelpers.AddQueryString(
            ImportAddress(city, collection, id) + "/rejections",
            new Dictionary<string, string?> { ["after"] = $"{after}", ["limit"] = $"{limit}" }), cancel);

    // Ids of imports are a service's own; the collection tells which.
    private static string ImportAddress(string city, CollectionDescriptor collection, long id) =>
        $"cities/{city}/imports/{collection.Domain}/{id}";

    private static GatewayException Absent(string address) => new($"The gateway has no /{address}.");

    private Task<T?> GetAsync<T>(string address, CancellationToken cancel)
        where T : class =>
        AskAsync(address, root => root.Deserialize<T>(JsonSerializerOptions.Web) ?? throw new JsonException("The answer is empty."), cancel);

    /// <summary>Asks for any document of the gateway and reads it; null when it is a 400 or 404. Redirects to partners are followed.</summary>
    public async Task<T?> AskAsync<T>(string address, Func<JsonElement, T> read, CancellationToken cancel)
        where T : class
    {
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
                return null;
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancel);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new GatewayException($"GET /{address}: {e.Message}", e);
        }
    }

    private sealed record CitiesAnswer(IReadOnlyList<City> Cities);

    private sealed record ImportsAnswer(IReadOnlyList<ImportReport> Imports);
}
