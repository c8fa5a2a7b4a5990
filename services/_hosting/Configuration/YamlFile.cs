using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace UrbanDataHub.Hosting.Configuration;

/// <summary>A configuration file that cannot be used; the message names file, line and what would be right.</summary>
public sealed class ConfigurationException(string message) : Exception(message);

/// <summary>Strict YAML: an unknown key, a double key or a wrong type is an error that names file and line.</summary>
public static class YamlFile
{
    private static readonly IDeserializer Strict = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary>Reads the file as a <typeparamref name="T"/>.</summary>
    /// <exception cref="ConfigurationException">The file is missing, is no YAML or does not fit <typeparamref name="T"/>.</exception>
    public static T Read<T>(string path)
        where T : class
    {
        if (!File.Exists(path))
            throw new ConfigurationException($"{path}: the file does not exist.");
        using var reader = File.OpenText(path);
        try
        {
            return Strict.Deserialize<T>(reader) ?? throw new ConfigurationException($"{path}: the file is empty.");
        }
        catch (YamlException e)
        {
            var reason = e.InnerException?.Message ?? e.Message;
            throw new ConfigurationException($"{path}: line {e.Start.Line}: {reason}");
        }
    }
}
