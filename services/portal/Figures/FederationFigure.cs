using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Figures;

/// <summary>The cities of the federation where they lie, tied together; one that does not answer is hollow.</summary>
public static class FederationFigure
{
    private const int Size = 440;

    /// <summary>Draws the federation; a city whose place is not known yet is left out.</summary>
    public static string Draw(CatalogueState catalogue, Wording words)
    {
        var svg = new Svg(Size, Size);
        var places = catalogue.Cities
            .Select(city => (City: city, Centre: Centre(catalogue, city)))
            .Where(p => p.Centre is not null)
            .Select(p => (p.City, Longitude: p.Centre!.Value.Longitude, Latitude: p.Centre.Value.Latitude))
            .ToList();
        if (places.Count == 0)
            return svg.ToString();

        var box = Around(places.Select(p => (p.Longitude, p.Latitude)).ToList());
        var plan = new Plan(box, Size, Size);
        Graticule(svg, plan, box);
        var dots = places.Select(p => (p.City, At: plan.Place(p.Longitude, p.Latitude))).ToList();
        for (var i = 0; i < dots.Count; i++)
        {
            foreach (var other in dots.Skip(i + 1))
                svg.Line(dots[i].City.Answers && other.City.Answers ? "tie" : "awaytie", dots[i].At.X, dots[i].At.Y, other.At.X, other.At.Y);
        }

        foreach (var (city, at) in dots)
            Draw(svg, catalogue, city, at, words);
        return svg.ToString();
    }

    private static void Draw(Svg svg, CatalogueState catalogue, City city, (double X, double Y) at, Wording words)
    {
        var count = catalogue.Entries.Count(e => e.City.Id == city.Id);
        if (city.Answers)
        {
            svg.Disc("ring", at.X, at.Y, 12 + (5 * Math.Sqrt(count)));
            svg.Disc("city", at.X, at.Y, 8);
        }
        else
        {
            svg.Disc("away", at.X, at.Y, 10);
        }

        // Names point to the middle of the picture, where there is room.
        var left = at.X > Size * 0.62;
        var (x, anchor) = left ? (at.X - 18, "end") : (at.X + 18, "start");
        svg.Text("name", x, at.Y - 2, anchor, words.Of(city.Name));
        svg.Text(city.Answers ? "note" : "note bad", x, at.Y + 15, anchor, city.Answers ? words.Count(count, "{0} dataset", "{0} datasets") : words.Say("does not answer"));
    }

    private static void Graticule(Svg svg, Plan plan, double[] box)
    {
        for (var latitude = Math.Ceiling(box[1]); latitude <= box[3]; latitude++)
        {
            var y = plan.Place(box[0], latitude).Y;
            svg.Line("grid", 0, y, Size, y);
            svg.Text("degree", 4, y - 4, "start", $"{latitude:0}° N");
        }

        for (var longitude = Math.Ceiling(box[0]); longitude <= box[2]; longitude += 2)
        {
            var x = plan.Place(longitude, box[1]).X;
            svg.Line("grid", x, 0, x, Size);
            svg.Text("degree", x + 4, Size - 6, "start", longitude >= 0 ? $"{longitude:0}° E" : $"{-longitude:0}° W");
        }
    }

    private static double[] Around(List<(double Longitude, double Latitude)> places)
    {
        var (west, east) = (places.Min(p => p.Longitude), places.Max(p => p.Longitude));
        var (south, north) = (places.Min(p => p.Latitude), places.Max(p => p.Latitude));
        var (across, down) = (Math.Max(0.5, (east - west) * 0.2), Math.Max(0.4, (north - south) * 0.14));
        return [west - across, south - down, east + across, north + down];
    }

    /// <summary>The middle of the districts if the city has them, else the median middle of its datasets: one stray point moves neither.</summary>
    private static (double Longitude, double Latitude)? Centre(CatalogueState catalogue, City city)
    {
        var own = catalogue.Entries.Where(e => e.City.Id == city.Id && e.Dataset.BoundingBox is { Length: 4 }).ToList();
        var boxes = own.Where(e => e.Collection.Id == CityFigure.Districts).DefaultIfEmpty(null).OfType<CatalogueEntry>().ToList();
        var used = (boxes.Count > 0 ? boxes : own).Select(e => e.Dataset.BoundingBox!).ToList();
        return used.Count == 0 ? null : (Median(used.Select(b => (b[0] + b[2]) / 2)), Median(used.Select(b => (b[1] + b[3]) / 2)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
