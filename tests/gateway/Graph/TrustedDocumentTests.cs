using System.Net;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Gateway.Graph.Documents;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>A gateway that runs its operator's documents and no others.</summary>
public sealed class TrustedDocumentTests : IAsyncLifetime
{
    private const string Known = "query Cities { cities { id } }\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-documents-").FullName;
    private readonly Towns _towns = new();
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "cities.graphql"), Known);
        _node = await TestNode.StartAsync(["alba"], ThreeNodes.Programs, new TestNodeOptions
        {
            Root = _towns.Folder, Data = _towns.Folder, Environment = new Dictionary<string, string> { ["HUB_GRAPHQL_DOCUMENTS"] = _folder },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _towns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Only_the_documents_of_the_folder_are_run()
    {
        foreach (var body in new object[] { new { documentId = "cities" }, new { documentId = "sha256:" + DocumentStore.Hash(Known) }, new { query = Known.Trim() } })
        {
            var (status, answer) = await AskAsync(body);
            Assert.True(status == HttpStatusCode.OK, answer.ToString());
            Assert.Equal("alba", answer.GetProperty("data").GetProperty("cities")[0].GetProperty("id").GetString());
        }

        foreach (var body in new object[] { new { query = "{ cities { name } }" }, new { query = "{ __schema { types { name } } }" }, new { documentId = "towns" } })
        {
            var (status, answer) = await AskAsync(body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal("DOCUMENT_NOT_TRUSTED", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        }
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            Headers = { { "Accept", "application/graphql-response+json" } },
        };
        using var answer = await _node.Http.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
