using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator;
using UrbanDataHub.Simulator.Commands;

const string Help = """
    Writes source files and sends readings that nobody measured, from the descriptions in infra/cities.

    write --out FOLDER      writes the source files of all cities; the folder must be empty, or written by this program
      --seed N              other numbers, other files (default 1)
      --city ID             files of this city only; may be repeated
      --collection ID       files that fill this collection only; may be repeated
      --rows N              rows of a source, in place of 300 features or 30000 values
      --scale N             multiplies the usual size
      --faults SHARE        share of rows that are wrong on purpose (default 0.01)

    send --mqtt mqtt://HOST:PORT --city ID
                            publishes live readings, with --count or until Ctrl-C
      --rate N              readings a second (default 1)
      --count N             ends after so many
      --seed N              as above
    """;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    switch (args)
    {
        case ["write", .. var options]:
            WriteCommand.Run(new SourceBook(HubFolder.Find()), options, Console.Out, stop.Token);
            return 0;
        case ["send", .. var options]:
            await SendCommand.RunAsync(new SourceBook(HubFolder.Find()), options, Console.Out, stop.Token);
            return 0;
        case ["--help" or "-h"]:
            Console.WriteLine(Help);
            return 0;
        default:
            Console.Error.WriteLine(Help);
            return 2;
    }
}
catch (Exception e) when (e is SimulatorException or SourceException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
