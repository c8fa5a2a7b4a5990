using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Tiles;

/// <summary>A question for one tile of one city's collection.</summary>
/// <param name="Time">Features that have a time must lie in it; null for all.</param>
internal sealed record TileQuestion(string City, CollectionDescriptor Collection, TileAddress Tile, TimeSpanFilter? Time);
