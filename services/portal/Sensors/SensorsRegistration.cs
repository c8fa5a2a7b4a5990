namespace UrbanDataHub.Portal.Sensors;

/// <summary>Gives the portal its stations, curves and alerts.</summary>
public static class SensorsRegistration
{
    /// <summary>Registers what asks for them.</summary>
    public static void AddSensors(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SensorAnswers>();
        builder.Services.AddSingleton<StationDirectory>();
        builder.Services.AddSingleton<CurveReader>();
    }
}
