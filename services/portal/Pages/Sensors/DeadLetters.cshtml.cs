using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Sensors;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>What devices sent and this node could not take, newest first, with the reason.</summary>
public sealed class DeadLettersModel(SensorAnswers answers) : PageModel
{
    private const int Most = 50;

    /// <summary>Place in the list.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>The page of the list; null when it cannot be read.</summary>
    public DeadLettersPage? Letters { get; private set; }

    /// <summary>Cursor of the next page; null on the last one.</summary>
    public string? Next { get; private set; }

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        try
        {
            Letters = await answers.DeadLettersAsync(Cursor, Most, cancel);
            if (Letters is null)
                return NotFound();
            Next = Letters.Next is { } next && QueryHelpers.ParseQuery(new Uri(next).Query).TryGetValue("cursor", out var cursor) ? cursor.ToString() : null;
        }
        catch (GatewayException)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        return Page();
    }
}
