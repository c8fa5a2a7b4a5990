using System.Globalization;
using System.Net;
using System.Text;

namespace UrbanDataHub.Portal.Figures;

/// <summary>A picture in the colours of the portal, light or dark as the visitor's screen is.</summary>
public sealed class Svg(int width, int height)
{
    private const string Style = """
        <style>
        .land{fill:#e9ebe3;stroke:#9aa296;stroke-width:.7;stroke-linejoin:round}
        .dot{fill:#b3470f;fill-opacity:.75}.shape{fill:#b3470f;fill-opacity:.18;stroke:#b3470f;stroke-width:.8}
        .tie{stroke:#0b5761;stroke-opacity:.28;stroke-width:1.2}.grid{stroke:#d8d5ca;stroke-width:1}
        .city{fill:#0b5761}.ring{fill:#0b5761;fill-opacity:.13}.away{fill:#fff;stroke:#9c2018;stroke-width:2.5;stroke-dasharray:5 4}
        .awaytie{stroke:#9c2018;stroke-opacity:.35;stroke-width:1.2;stroke-dasharray:3 5}
        text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;fill:#14212a;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
        .name{font-size:17px;font-weight:650}.note{font-size:13.5px;fill:#47565f}.degree{font-size:11px;fill:#6b6a5e}.bad{fill:#9c2018}
        @media (prefers-color-scheme:dark){
        .land{fill:#22302f;stroke:#53666a}.dot{fill:#f2ab76}.shape{fill:#f2ab76;stroke:#f2ab76}
        .tie{stroke:#86d3cd}.grid{stroke:#26343a}.city{fill:#86d3cd}.ring{fill:#86d3cd}.away{fill:#172126;stroke:#f4a79d}.awaytie{stroke:#f4a79d}
        text{fill:#e9ece8;stroke:#172126}.note{fill:#aab7bb}.degree{fill:#8d9a9f}.bad{fill:#f4a79d}}
        </style>
        """;

    private readonly StringBuilder _body = new();

    /// <summary>Draws a path.</summary>
    public void Path(string kind, string path) => _body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"{path}\"/>");

    /// <summary>Draws a disc.</summary>
    public void Disc(string kind, double x, double y, double radius) =>
        _body.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\" cx=\"{x:0.0}\" cy=\"{y:0.0}\" r=\"{radius:0.##}\"/>");

    /// <summary>Draws a straight line.</summary>
    public void Line(string kind, double x1, double y1, double x2, double y2) =>
        _body.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{x1:0.0}\" y1=\"{y1:0.0}\" x2=\"{x2:0.0}\" y2=\"{y2:0.0}\"/>");

    /// <summary>Writes a text; <paramref name="anchor"/> is <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public void Text(string kind, double x, double y, string anchor, string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<text class=\"{kind}\" x=\"{x:0.0}\" y=\"{y:0.0}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");

    /// <summary>As an element of a page, whose style sheets give the colours; <paramref name="label"/> says what is seen.</summary>
    public string Element(string label) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\">{_body}</svg>");

    /// <summary>The document.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">{Style}{_body}</svg>");
}
