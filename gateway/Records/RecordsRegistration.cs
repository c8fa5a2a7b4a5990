using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Records;

/// <summary>Registers and maps OGC API Records.</summary>
public static class RecordsRegistration
{
    /// <summary>Registers the catalogue.</summary>
    public static void AddRecords(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RecordCatalogue>();
        builder.Services.AddSingleton<RecordEndpoints>();
    }

    /// <summary>Maps the collection of records below <c>/ogc</c> and <c>/cities/{city}/ogc</c>.</summary>
    public static void MapRecords(this WebApplication app)
    {
        var endpoints = app.Services.GetRequiredService<RecordEndpoints>();
        foreach (var prefix in (ReadOnlySpan<string>)["/ogc", "/cities/{city}/ogc"])
        {
            var group = app.MapGroup($"{prefix}/collections/{RecordCatalogue.Id}");
            group.AddEndpointFilter(app.Services.GetRequiredService<PortalPages>().InsteadForPeopleAsync);
            group.MapRead("/", endpoints.Collection);
            group.MapRead("/queryables", endpoints.Queryables);
            group.MapRead("/sortables", endpoints.Sortables);
            group.MapRead("/items", endpoints.Records, RecordQuestion.Parameters(prefix != "/ogc"));
            group.MapRead("/items/{id}", endpoints.Record);
        }
    }
}
