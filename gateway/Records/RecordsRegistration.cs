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
        var (all, city) = app.MapOgc($"/collections/{RecordCatalogue.Id}");
        foreach (var group in new[] { all, city })
        {
            group.MapRead("/", endpoints.Collection);
            group.MapRead("/queryables", endpoints.Queryables);
            group.MapRead("/sortables", endpoints.Sortables);
            group.MapRead("/items", endpoints.Records, RecordQuestion.Parameters(ofOneCity: group == city));
            group.MapRead("/items/{id}", endpoints.Record);
        }
    }
}
