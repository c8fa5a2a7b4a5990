using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>
/// Whatever is asked, the node answers soon, never with its own failure, and refuses in words: 12,000 requests out of the
/// API definition and the GraphQL schema that the node itself publishes.
/// </summary>
public sealed class FuzzTests(SharedFederation shared)
{
    [Theory]
    [InlineData("/ogc", 6000)]
    [InlineData("/cities/leipzig/ogc", 2500)]
    public async Task No_parameter_of_the_api_makes_it_fail(string landing, int count)
    {
        var (federation, operations, samples) = await ApiAsync(landing);
        await new Fuzzer(federation.Http).RunAsync(ApiRequests.All(landing, operations, samples), count);
    }

    [Theory]
    [InlineData("/ogc", 1000)]
    [InlineData("/cities/leipzig/ogc", 500)]
    public async Task No_broken_cursor_makes_it_fail(string landing, int count)
    {
        var (federation, operations, samples) = await ApiAsync(landing);
        await new Fuzzer(federation.Http).RunAsync(ApiRequests.Cursors(landing, operations, samples), count);
    }

    [Fact]
    public async Task No_graphql_document_makes_it_fail()
    {
        var federation = await shared.GetAsync();
        await new Fuzzer(federation.Http).RunAsync(await GraphDocuments.OfAsync(federation), 2000);
    }

    private async Task<(Federation Federation, IReadOnlyList<ApiOperation> Operations, Samples Samples)> ApiAsync(string landing)
    {
        var federation = await shared.GetAsync();
        var operations = ApiOperation.Read((await federation.JsonAsync($"{landing}/api")).GetRawText());
        return (federation, operations, await Samples.TakeAsync(federation, landing, operations));
    }
}
