using Microsoft.AspNetCore.Mvc;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Problem documents about cities that are missing; they name them like an answer does.</summary>
public static class MissingCities
{
    /// <summary>Writes the document.</summary>
    public static Task WriteAsync(HttpContext context, int status, FederationAnswer federation)
    {
        var missing = federation.Cities.Where(c => c.State != CityStates.Answered).ToList();
        var problem = new ProblemDetails
        {
            Type = "about:blank",
            Title = missing.Count == 1 ? "City not available" : "Cities not available",
            Status = status,
            Detail = string.Join("; ", missing.Select(c => $"{c.City}: {c.Detail ?? c.State}")) + ".",
            Extensions = { ["federation"] = federation },
        };
        context.Response.StatusCode = status;
        context.Response.Headers[FederationJson.Header] = FederationJson.HeaderValue(federation.Cities);
        return context.Response.WriteAsJsonAsync(problem, Json.Options, "application/problem+json", context.RequestAborted);
    }
}
