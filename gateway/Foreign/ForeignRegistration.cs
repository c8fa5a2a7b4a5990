namespace UrbanDataHub.Gateway.Foreign;

/// <summary>Registers what answers for cities of foreign servers.</summary>
public static class ForeignRegistration
{
    /// <summary>Registers client and mappings.</summary>
    public static void AddForeign(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Hops>();
        services.AddSingleton<ForeignClient>();
        services.AddSingleton<ForeignCities>();
    }

    /// <summary>Refuses questions that run in a circle.</summary>
    public static void UseHops(this WebApplication app) => app.Use((context, next) => app.Services.GetRequiredService<Hops>().CheckAsync(context, next));
}
