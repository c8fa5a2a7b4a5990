using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Cite;

/// <summary>The suite of OGC API Features, over all collections of all cities.</summary>
public sealed class FeaturesTests(SharedFederation shared)
{
    [Fact]
    public async Task Every_collection_passes_the_suite_of_the_ogc()
    {
        Suite.Require();
        var federation = await shared.GetAsync();

        var report = await Suite.Features.RunAsync(("iut", federation.Ogc), ("noofcollections", "-1"));

        Assert.Empty(report.Failed);
    }
}
