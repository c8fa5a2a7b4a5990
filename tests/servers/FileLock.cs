namespace UrbanDataHub.Tests.Servers;

/// <summary>Mutual exclusion among processes, by a locked file; the lock ends with the process.</summary>
internal static class FileLock
{
    /// <summary>Takes the first of the files that nobody has, and waits until there is one.</summary>
    public static async Task<FileStream> TakeAsync(params string[] paths)
    {
        while (true)
        {
            foreach (var path in paths)
            {
                if (Take(path) is { } taken)
                    return taken;
            }

            await Task.Delay(100);
        }
    }

    private static FileStream? Take(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
