using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>One cell of the table of rows.</summary>
public sealed record CellView(PropertyDescriptor Property, FeatureRow Row, string? Zone)
{
    /// <summary>Address of the station's page when the cell names a monitoring station; null otherwise.</summary>
    public string? Station =>
        Property.Name == "station" && Row.Text("station") is { } station ? $"/sensors/stations/{Uri.EscapeDataString(station)}" : null;
}
