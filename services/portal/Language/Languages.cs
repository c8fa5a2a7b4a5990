using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace UrbanDataHub.Portal.Language;

/// <summary>Which language a visitor reads: the one asked for with <c>?lang=</c>, kept in a cookie, or the browser's.</summary>
public static class Languages
{
    /// <summary>All languages, the first is what a browser gets that asks for none of them.</summary>
    public static readonly IReadOnlyList<string> All = ["de", "en"];

    /// <summary>Name of the query parameter and of the cookie.</summary>
    public const string Key = "lang";

    /// <summary>Registers the texts and how data is worded.</summary>
    public static void AddLanguages(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddScoped<Wording>();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            var cultures = All.Select(CultureInfo.GetCultureInfo).ToList();
            options.DefaultRequestCulture = new RequestCulture(All[0]);
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.ApplyCurrentCultureToResponseHeaders = true;
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(context => Task.FromResult(Known(context.Request.Query[Key]))),
                new CustomRequestCultureProvider(context => Task.FromResult(Known(context.Request.Cookies[Key]))),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });
    }

    /// <summary>Sets the language of each request, and remembers one that was asked for.</summary>
    public static void UseLanguages(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.Use((context, next) =>
        {
            context.Response.Headers.Vary = "Accept, Accept-Language, Cookie";
            if (Known(context.Request.Query[Key]) is { } chosen)
                context.Response.Cookies.Append(Key, chosen.Cultures[0].Value!, Remembered);
            return next(context);
        });
    }

    private static readonly CookieOptions Remembered = new()
    {
        MaxAge = TimeSpan.FromDays(365),
        SameSite = SameSiteMode.Lax,
        HttpOnly = true,
        IsEssential = true,
    };

    private static ProviderCultureResult? Known(string? language) =>
        language is not null && All.Contains(language) ? new ProviderCultureResult(language) : null;
}
