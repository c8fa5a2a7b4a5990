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
        if (cities.FirstOrDefault(c => !book.Cities.Contains(c)) is { } city)
            throw new SimulatorException($"--city: '{city}' is not a folder of infra/cities. Cities are: {string.Join(", ", book.Cities)}.");
        var collections = arguments.All("--collection").ToHashSet(StringComparer.Ordinal);
        if (collections.FirstOrDefault(c => !book.HasCollection(c)) is { } collection)
            throw new SimulatorException($"--collection: '{collection}' is not a collection of schemas/collections.");
        var size = new Size(arguments.Number("--scale", 0, LargestScale) ?? 1, arguments.Whole("--rows", 1), collections.Count > 0 ? collections : null);
        var request = new Request(arguments.Whole("--seed", long.MinValue) ?? 1, cities, size, arguments.Number("--faults", 0, 1) ?? 0.01);
        var folder = arguments.Required("--out");
        var written = Simulation.Write(book, request, folder, cancellation);
        output.WriteLine($"{folder}: {written.Files} simulated files with {written.Rows} rows; sources will reject {written.Rejected.Values.Sum()}.");
    }
}
