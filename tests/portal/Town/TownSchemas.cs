namespace UrbanDataHub.Tests.Portal.Town;

/// <summary>Collections that neither gateway nor portal has ever heard of.</summary>
internal static class TownSchemas
{
    /// <summary>Lines, with a source in Musterstadt.</summary>
    public const string CycleRoutes = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:urbandatahub:collection:cycle-routes",
          "title": "Cycle routes",
          "description": "Signposted routes for bicycles.",
          "x-hub": {
            "title": { "de": "Radrouten", "en": "Cycle routes" },
            "description": { "de": "Ausgeschilderte Strecken für Fahrräder.", "en": "Signposted routes for bicycles." },
            "singular": "cycle-route",
            "theme": "TRAN"
          },
          "type": "object",
          "required": [ "name", "geometry" ],
          "properties": {
            "name": { "type": "string", "x-hub-title": { "de": "Name", "en": "Name" }, "x-ogc-propertySeq": 1 },
            "surface": { "type": "string", "enum": [ "asphalt", "gravel" ], "x-hub-title": { "de": "Belag", "en": "Surface" }, "x-hub-description": { "de": "asphalt = Asphalt, gravel = Schotter", "en": "asphalt = asphalt, gravel = gravel" }, "x-ogc-propertySeq": 2 },
            "length": { "type": "number", "x-ogc-unit": "m", "x-hub-title": { "de": "Länge", "en": "Length" }, "x-ogc-propertySeq": 3 },
            "geometry": { "format": "geometry-linestring", "x-ogc-role": "primary-geometry" }
          }
        }
        """;

    /// <summary>A descriptor that no city fills.</summary>
    public const string Fountains = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:urbandatahub:collection:fountains",
          "title": "Fountains",
          "description": "Drinking fountains in public places.",
          "x-hub": {
            "title": { "de": "Trinkbrunnen", "en": "Drinking fountains" },
            "description": { "de": "Trinkbrunnen auf öffentlichen Plätzen.", "en": "Drinking fountains in public places." },
            "singular": "fountain",
            "theme": "HEAL"
          },
          "type": "object",
          "required": [ "geometry" ],
          "properties": {
            "flow": { "type": "number", "x-ogc-unit": "m3", "x-hub-title": { "de": "Durchfluss", "en": "Flow" }, "x-ogc-propertySeq": 1 },
            "geometry": { "format": "geometry-point", "x-ogc-role": "primary-geometry" }
          }
        }
        """;
}
