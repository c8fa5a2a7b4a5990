using System.Diagnostics;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>
/// Three nodes with a city each, of simulated playgrounds, on the test servers; one of the cities is big.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly string[] _cities = ["muenster", "leipzig", "berlin"];
    private readonly string _root;
    private readonly TestFederation _federation;
    private readonly Process _floor;

    private Stage(Plan plan, string root, TestFederation federation, Process floor, Uri floorAddress, TimeSpan imported)
    {
        (Plan, _root, _federation, _floor, FloorAddress, Imported) = (plan, root, federation, floor, floorAddress, imported);
    }

    public Plan Plan { get; }

    /// <summary>The big city.</summary>
    public static string Big => _cities[0];

    /// <summary>All cities, the big one first.</summary>
    public static IReadOnlyList<string> Cities => _cities;

    /// <summary>A city that is described and holds nothing.</summary>
    public static string Nowhere => "hamburg";

    /// <summary>Whoever measures sends more than a gateway lets through from one address, and waits in line for what is dear.</summary>
    public static IReadOnlyDictionary<string, string> Unlimited { get; } = new Dictionary<string, string> { ["HUB_RATE_LIMIT"] = "off", ["HUB_DEADLINE"] = "60" };

    /// <summary>Folder with <c>schemas/</c>, <c>infra/cities/</c> and <c>data/</c>.</summary>
    public string Root => _root;

    /// <summary>The nodes, as others name them.</summary>
    public IEnumerable<TestPartner> Partners => _federation.Nodes.Select(n => n.AsPartner());

    /// <summary>How long the first import of the big city took, by its own report.</summary>
    public TimeSpan Imported { get; }

    /// <summary>Where the bare loop answers.</summary>
    public Uri FloorAddress { get; }

    /// <summary>The node of the big city; it knows the two others as partners.</summary>
    public TestNode Node => _federation[Big];

    public string Database => Node.ConnectionString(HubProgram.Social);

    public static async Task<Stage> StartAsync(Plan plan)
    {
        var root = Directory.CreateTempSubdirectory("hub-bench-").FullName;
        foreach (var city in _cities)
            Describe(root, city);
        var nowhere = Directory.CreateDirectory(Path.Combine(root, "infra", "cities", Nowhere)).FullName;
        File.Copy(HubRoot.Combine("infra", "cities", Nowhere, "city.yaml"), Path.Combine(nowhere, "city.yaml"));
        Directory.CreateSymbolicLink(Path.Combine(root, "schemas"), HubRoot.Combine("schemas"));
        Say("writing simulated playgrounds");
        await SimulateAsync(root, plan);
        Say("starting three nodes and importing");
        var options = new TestNodeOptions { Root = root, Data = Path.Combine(root, "data"), Environment = Unlimited };
        var federation = await TestFederation.StartAsync([.. _cities.Select(c => new[] { c })], [HubProgram.Gateway, HubProgram.Social], options);
        var node = federation[Big];
        var report = await Json.GetAsync(node[HubProgram.Social].Http, $"/cities/{Big}/imports?limit=1");
        var newest = report.RootElement.GetProperty("imports")[0];
        if (newest.GetProperty("inserted").GetInt64() != plan.Rows)
            throw new InvalidOperationException($"The import ended otherwise: {newest}");
        var address = new Uri(node.Address(HubProgram.Portal).ToString());
        var floor = Process.Start("dotnet", [typeof(Stage).Assembly.Location, "floor", address.ToString(), node.ConnectionString(HubProgram.Social), Big]);
        return new Stage(plan, root, federation, floor, address, TimeSpan.FromMilliseconds(newest.GetProperty("durationMs").GetDouble()));
    }

    public static void Say(string what) => Console.Error.WriteLine($"  … {what}");

    public async ValueTask DisposeAsync()
    {
        _floor.Kill();
        await _federation.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>The city as it is, and Münster's playgrounds for everybody: only how many rows there are makes the difference.</summary>
    private static void Describe(string root, string city)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "infra", "cities", city)).FullName;
        File.Copy(HubRoot.Combine("infra", "cities", city, "city.yaml"), Path.Combine(folder, "city.yaml"));
        var source = File.ReadAllText(HubRoot.Combine("infra", "cities", Big, "playgrounds.yaml"));
        File.WriteAllText(Path.Combine(folder, "playgrounds.yaml"), source.Replace($"path: {Big}/", $"path: {city}/", StringComparison.Ordinal));
    }

    private static async Task SimulateAsync(string root, Plan plan)
    {
        // The simulator writes into an empty folder or its own, so the cities of one size come together.
        foreach (var (cities, rows) in new[] { (_cities[..1], plan.Rows), (_cities[1..], plan.OtherRows) })
        {
            var arguments = new List<string> { HubRoot.Assembly("UrbanDataHub.Simulator"), "write", "--out", Path.Combine(root, "data"), "--faults", "0", "--rows", $"{rows}" };
            arguments.AddRange(cities.SelectMany(city => new[] { "--city", city }));
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
            start.Environment["HUB_ROOT"] = root;
            using var simulator = Process.Start(start)!;
            await simulator.StandardOutput.ReadToEndAsync();
            await simulator.WaitForExitAsync();
            if (simulator.ExitCode != 0)
                throw new InvalidOperationException($"The simulator ended with {simulator.ExitCode}.");
        }
    }
}
