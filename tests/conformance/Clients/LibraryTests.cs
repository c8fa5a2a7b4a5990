using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Clients;

/// <summary>Libraries and programs of others read all collections: every row, and in the right place. GDAL is tested with the gateway.</summary>
public sealed class LibraryTests(SharedFederation shared)
{
    [Fact]
    public async Task OWSLib_reads_every_row()
    {
        var python = await Installed.PythonAsync("owslib");
        if (python is null)
            Prerequisite.Missing("OWSLib is not installed; infra/setup --tests installs python3-owslib.");
        await ReadsAsync(python, "owslib_items.py", most: 20_000);
    }

    [Fact]
    public async Task The_ogc_client_of_GeoNetwork_reads_every_row()
    {
        Installed.Package("@camptocamp", "ogc-client");
        await ReadsAsync(Prerequisite.Program("node"), "ogc_client_items.mjs", most: 10_000);
    }

    [Fact]
    public async Task QGIS_reads_every_row()
    {
        var python = await Installed.PythonAsync("qgis.core");
        if (python is null)
            Prerequisite.Missing("QGIS is not installed; infra/setup --tests installs python3-qgis, without its windows.");
        await ReadsAsync(python, "qgis_items.py", most: 12_000);
    }

    private async Task ReadsAsync(string program, string script, int most)
    {
        var federation = await shared.GetAsync();
        var collections = await ClientReport.CollectionsAsync(federation, most);
        var report = await Shell.RunAsync(program, [Path.Combine(Installed.Folder, script), federation.Ogc, .. collections]);
        await ClientReport.AssertAsync(federation, collections, report);
    }
}
