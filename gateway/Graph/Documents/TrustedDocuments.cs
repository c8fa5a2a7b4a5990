using GraphQL;
using GraphQL.Execution;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.Graph.Documents;

/// <summary>
/// The documents of an operator who lets no others run: the files <c>*.graphql</c> of a folder, by their hash and by their
/// name without the ending.
/// </summary>
public sealed class TrustedDocuments
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Reads the folder.</summary>
    /// <exception cref="ConfigurationException">It does not exist, or a file is no GraphQL.</exception>
    public TrustedDocuments(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ConfigurationException($"HUB_GRAPHQL_DOCUMENTS: the folder '{folder}' does not exist.");
        foreach (var file in Directory.EnumerateFiles(folder, "*.graphql"))
        {
            var text = File.ReadAllText(file);
            Check(file, text);
            _texts[Path.GetFileNameWithoutExtension(file)] = text;
            _texts[DocumentStore.Hash(text)] = text;
            // Clients hash the document as it is printed in their code, where the file may end with a line.
            _texts[DocumentStore.Hash(text.Trim())] = text;
        }
    }

    /// <summary>The document of this hash or name; null if there is none.</summary>
    public string? Find(string id) => _texts.GetValueOrDefault(id);

    private static void Check(string file, string text)
    {
        try
        {
            new GraphQLDocumentBuilder().Build(text);
        }
        catch (ExecutionError e)
        {
            throw new ConfigurationException($"{file}: {e.Message}");
        }
    }
}
