using UrbanDataHub.Simulator.Planning;

namespace UrbanDataHub.Simulator.Commands;

/// <summary><c>write</c>: writes source files.</summary>
internal static class WriteCommand
{
    private const double LargestScale = 10_000;

    public static void Run(SourceBook book, IReadOnlyList<string> args, TextWriter output, CancellationToken cancellation)
    {
        var arguments = new Arguments(args, "--out", "--seed", "--city", "--collection", "--rows", "--scale", "--faults");
        var cities = arguments.All("--city");
        foreach (var city in cities)
            book.RequireCity(city);
        var collections = arguments.All("--collection").ToHashSet(StringComparer.Ordinal);
        foreach (var collection in collections)
            book.RequireCollection(collection);
        var size = new Size(arguments.Number("--scale", 0, LargestScale) ?? 1, arguments.Whole("--rows", 1), collections.Count > 0 ? collections : null);
        var request = new Request(arguments.Seed(), cities, size, arguments.Number("--faults", 0, 1) ?? 0.01);
        var folder = arguments.Required("--out");
        var written = Simulation.Write(book, request, folder, cancellation);
        output.WriteLine($"{folder}: {written.Files} simulated files with {written.Rows} rows; sources will reject {written.Rejected.Values.Sum()}.");
    }
}
