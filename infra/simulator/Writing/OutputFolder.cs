using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Simulator.Writing;

/// <summary>A folder of simulated files, with the mark by which services know it.</summary>
internal sealed class OutputFolder
{
    private const string Sentence = "The files in this folder are invented by the simulator of UrbanDataHub. Nobody measured or surveyed what they say.\n";

    private OutputFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Opens a folder that is empty, new, or has the mark; it has the mark before the first file.</summary>
    /// <exception cref="SimulatorException">The folder holds something else.</exception>
    public static OutputFolder Open(string path)
    {
        Check(path);
        Directory.CreateDirectory(path);
        File.WriteAllText(System.IO.Path.Combine(path, HubSettings.SimulatedMark), Sentence);
        return new OutputFolder(path);
    }

    /// <summary>Says whether a folder may be written into; it changes nothing.</summary>
    /// <exception cref="SimulatorException">The folder holds something else.</exception>
    public static void Check(string path)
    {
        var mark = System.IO.Path.Combine(path, HubSettings.SimulatedMark);
        if (File.Exists(path))
            throw new SimulatorException($"--out: '{path}' is a file and not a folder.");
        if (Directory.Exists(path) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new SimulatorException(
                $"--out: '{path}' holds files that the simulator did not write. Name an empty folder: invented rows must not lie among real ones.");
    }

    /// <summary>Begins a file below the folder.</summary>
    /// <param name="name">Path with <c>/</c>.</param>
    public FileStream Create(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
    }
}
