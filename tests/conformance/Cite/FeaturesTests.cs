using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Cite;

/// <summary>The suite of OGC API Features Parts 1 and 2, over all collections of all cities.</summary>
public sealed class FeaturesTests(SharedFederation shared)
{
    // What it may leave out; the README beside says of each why that is right.
    private static readonly string[] _skips =
    [
        "too large to check", "No features were returned for collection", "has no spatial extent", "does not specify a storageCrs",
    ];

    [Fact]
    public async Task Every_collection_passes_the_suite_of_the_ogc()
    {
        Suite.Require();
        var federation = await shared.GetAsync();
        var collections = await federation.FeatureCollectionsAsync();

        var report = await Suite.Features.RunAsync(("iut", federation.Ogc), ("noofcollections", "-1"));

        var slips = new FeaturesSlips(federation, report.Log);
        var (failed, excused) = (new List<SuiteOutcome>(), 0);
        foreach (var failure in report.Failed)
        {
            if (await slips.IsOneAsync(failure))
                excused++;
            else
                failed.Add(failure);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{report.Passed} passed, {excused} slips of the suite, {report.Skipped.Count()} left out");
        Assert.True(failed.Count == 0, string.Join('\n', failed));
        Assert.DoesNotContain(report.Skipped, s => !_skips.Any(reason => s.Message.Contains(reason, StringComparison.Ordinal)));
        // A suite that could not read the API definition passes too, with next to no tests.
        Assert.True(report.Passed > 80 * collections.Count, $"Only {report.Passed} tests were run for {collections.Count} collections.");
    }
}
