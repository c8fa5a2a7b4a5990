namespace UrbanDataHub.Portal.Serving;

/// <summary>
/// Background tiles of the maps. None by default: a visitor's browser then talks to this node alone.
/// </summary>
/// <param name="Template">Address with <c>{z}</c>, <c>{x}</c> and <c>{y}</c> (<c>HUB_TILES</c>); null for a plain background.</param>
/// <param name="Attribution">What the tile server asks to be shown (<c>HUB_TILES_ATTRIBUTION</c>).</param>
public sealed record MapTiles(string? Template, string? Attribution)
{
    /// <summary>Reads the environment.</summary>
    public static MapTiles From(IConfiguration configuration) =>
        new(configuration["HUB_TILES"] is { Length: > 0 } template ? template : null, configuration["HUB_TILES_ATTRIBUTION"]);

    /// <summary>The server of the tiles, for the content security policy.</summary>
    public string? Origin => Template is not null && Uri.TryCreate(Template, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : null;
}
