using System.Text;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>The text of a YAML file.</summary>
internal static class YamlText
{
    /// <exception cref="SourceException">The file cannot be read or is not UTF-8.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SourceException(path, 1, "", "the file does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(path, 1, "", "the file cannot be read: " + e.Message.TrimEnd('.'));
        }
        catch (DecoderFallbackException)
        {
            throw new SourceException(path, 1, "", "the file must be UTF-8");
        }
    }
}
