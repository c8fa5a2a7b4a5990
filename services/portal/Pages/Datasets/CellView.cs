using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>One cell of the table of rows.</summary>
public sealed record CellView(PropertyDescriptor Property, FeatureRow Row, string? Zone)
{
    /// <summary>Address of the time series when the cell names a monitoring station; null otherwise.</summary>
    public string? Series =>
        Property.Name == "station" && Row.Text("station") is { } station
            ? $"/datasets/{Row.City}/{SeriesView.Stationary}?station={Uri.EscapeDataString(station)}#series-title"
            : null;
}
