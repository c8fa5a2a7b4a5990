using Microsoft.AspNetCore.Mvc.RazorPages;

namespace UrbanDataHub.Portal.Pages;

/// <summary>What this is, how accessible it is, what it keeps about visitors.</summary>
public sealed class AboutModel : PageModel;
