namespace UrbanDataHub.Portal.Serving;

/// <summary>Whatever goes wrong, a visitor gets a page of the house with a sentence, and never a stack trace.</summary>
public static class ErrorPages
{
    /// <summary>Shows faults and bare status codes as pages.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler("/trouble");
        app.UseStatusCodePagesWithReExecute("/trouble", "?status={0}");
    }
}
