using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>SensorThings 1.1 (OGC 18-088) over all cities of this node, as far as it reads.</summary>
internal sealed class SensorThingsEndpoint(ServiceRoot root, EntityAnswers answers)
{
    private const string Requirement = "http://www.opengis.net/spec/iot_sensing/1.1/req/";

    // Requirements classes of OGC 18-088 that are kept as a whole, and what FROST-Server calls its batches in JSON.
    private static readonly string[] _conformance =
    [
        Requirement + "datamodel", Requirement + "resource-path/resource-path-to-entities", Requirement + "request-data",
        Requirement + "batch-request/batch-request", Requirement + "data-array/data-array", Requirement + "multi-datastream",
        "https://fraunhoferiosb.github.io/FROST-Server/extensions/JsonBatchRequest.html",
    ];

    /// <summary>The service root: the entity sets, and what is conformed to (clause 9.2.1).</summary>
    public Task RootAsync(HttpContext context)
    {
        QueryParameters.Check(context.Request.Query);
        var address = root.Of(context);
        return Results.Json(new
        {
            value = EntityModel.All.Select(t => new { name = t.Set, url = $"{address}/{t.Set}" }),
            serverSettings = new { conformance = _conformance },
        }).ExecuteAsync(context);
    }

    /// <summary>Everything below it.</summary>
    public Task HandleAsync(HttpContext context) =>
        answers.ReadAsync(Question.Of((string)context.Request.RouteValues["path"]!, context.Request.Query, root.Of(context)), context.Response);
}
