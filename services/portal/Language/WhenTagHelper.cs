using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UrbanDataHub.Portal.Language;

/// <summary><c>&lt;when at="…" zone="…"&gt;</c>: a moment as a <c>time</c> element, in the city's zone and the visitor's language.</summary>
[HtmlTargetElement("when", Attributes = "at", TagStructure = TagStructure.WithoutEndTag)]
public sealed class WhenTagHelper(Wording wording) : TagHelper
{
    /// <summary>The moment; nothing is written without one.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>IANA zone of the city.</summary>
    public string? Zone { get; set; }

    /// <summary>Whether recent moments are said as «2 hours ago».</summary>
    public bool Ago { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (At is not { } at)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (Ago)
            output.Attributes.SetAttribute("title", wording.Moment(at, Zone));
        output.Content.SetContent(Ago ? wording.Ago(at, Zone) : wording.Moment(at, Zone));
    }
}
