namespace UrbanDataHub.Portal.Language;

/// <summary>Names the texts of the portal: English stands in the pages, German in <c>Texts.de.resx</c>.</summary>
public sealed class Texts;
