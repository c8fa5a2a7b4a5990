namespace UrbanDataHub.Tests.Servers;

/// <summary>Mutual exclusion among processes, by a locked file; the lock ends with the process.</summary>
internal static class FileLock
{
    public static async Task<FileStream> TakeAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(100);
            }
        }
    }
}
