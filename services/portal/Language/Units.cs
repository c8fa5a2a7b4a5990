namespace UrbanDataHub.Portal.Language;

/// <summary>UCUM codes as people write them; an unknown code is shown as it is.</summary>
public static class Units
{
    /// <summary>The unit behind a number; empty for a plain count (<c>1</c>).</summary>
    public static string Symbol(string? ucum, string language) => ucum switch
    {
        null or "1" => "",
        "a" => language == "de" ? "Jahr" : "year",
        "m2" => "m²",
        "m3" => "m³",
        "ug/m3" => "µg/m³",
        "mg/m3" => "mg/m³",
        "Cel" => "°C",
        "deg" => "°",
        "W/m2" => "W/m²",
        "J/cm2" => "J/cm²",
        _ => ucum,
    };
}
