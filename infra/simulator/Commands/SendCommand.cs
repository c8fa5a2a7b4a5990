using UrbanDataHub.Simulator.Planning;
using UrbanDataHub.Simulator.Sending;

namespace UrbanDataHub.Simulator.Commands;

/// <summary><c>send</c>: publishes live readings.</summary>
internal static class SendCommand
{
    private const int DefaultPort = 1883;
    private const double LeastRate = 0.001;
    private const double MostRate = 1_000;

    public static async Task RunAsync(SourceBook book, IReadOnlyList<string> args, TextWriter output, CancellationToken cancellation)
    {
        var arguments = new Arguments(args, "--mqtt", "--city", "--rate", "--count", "--seed");
        var broker = Broker(arguments.Required("--mqtt"));
        var city = arguments.Required("--city");
        book.RequireCity(city);
        var seed = arguments.Seed();
        var (file, sources) = book.Read(city);
        var datastreams = LiveDatastreams.Of(CityPlan.Make(file, sources, seed, new Size(1, null, null)), seed);
        if (datastreams.Count == 0)
            throw new SimulatorException($"--city: {city} has no source with time series.");
        var rate = arguments.Number("--rate", LeastRate, MostRate) ?? 1;
        output.WriteLine($"Simulated readings of {datastreams.Count} datastreams go to {broker}, topics simulated/{city}/…");
        var sent = await Sender.SendAsync(broker, datastreams, rate, arguments.Whole("--count", 1), TimeProvider.System, cancellation);
        output.WriteLine($"{sent} simulated readings sent.");
    }

    private static Uri Broker(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != "mqtt" || uri.Host.Length == 0)
            throw new SimulatorException($"--mqtt: '{address}' must be an address such as mqtt://127.0.0.1:18830.");
        return uri.Port > 0 ? uri : new UriBuilder(uri) { Port = DefaultPort }.Uri;
    }
}
