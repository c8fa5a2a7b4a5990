using Microsoft.AspNetCore.Mvc.RazorPages;

namespace UrbanDataHub.Portal.Pages;

/// <summary>The GraphQL workbench, with the node's own files.</summary>
public sealed class GraphiQLModel : PageModel;
