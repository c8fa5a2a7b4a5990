using System.Globalization;
using System.Text;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>An event says where something changed: finely enough to renew that and nothing else, and in few words.</summary>
public sealed class ChangedPlacesTests(ChangedPlacesTests.SocialCity once) : IClassFixture<ChangedPlacesTests.SocialCity>
{
    private const string Header = "id,name,area,lon,lat\n";

    [Fact]
    public async Task Few_changes_are_a_box_each_and_what_moved_has_one_where_it_was_too()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("few", "few.csv");
        city.WriteFile("few.csv", Header + Row("f1", "Bleibt", 7.1, 51.1) + Row("f2", "Zieht um", 7.2, 51.2) + Row("f3", "Heißt um", 7.3, 51.3) + Row("f4", "Geht", 7.4, 51.4) + Row("f5", "Bleibt", 7.5, 51.5));
        await city.RunAsync("few");

        var change = await ChangeAsync(city, "few", Header + Row("f1", "Bleibt", 7.1, 51.1) + Row("f2", "Zieht um", 7.9, 51.9) + Row("f3", "Umbenannt", 7.3, 51.3) + Row("f5", "Bleibt", 7.5, 51.5) + Row("f6", "Kommt", 7.6, 51.6));

        Assert.Equal(
            [(7.2, 51.2), (7.3, 51.3), (7.4, 51.4), (7.6, 51.6), (7.9, 51.9)],
            change.Boxes!.Select(b => (b[0], b[1])).Order());
        Assert.All(change.Boxes!, b => Assert.Equal((b[0], b[1]), (b[2], b[3])));
    }

    [Fact]
    public async Task Many_changes_are_put_together_and_every_place_is_in_a_box()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("many", "many.csv");
        var random = new Random(3);
        var places = Enumerable.Range(0, 500).Select(n => (Id: $"m{n}", X: Math.Round(7 + random.NextDouble(), 6), Y: Math.Round(51 + random.NextDouble() * random.NextDouble(), 6))).ToList();

        var change = await ChangeAsync(city, "many", places.Aggregate(new StringBuilder(Header), (text, p) => text.Append(Row(p.Id, "Neu", p.X, p.Y))).ToString());

        Assert.InRange(change.Boxes!.Count, 2, 64);
        Assert.All(places, p => Assert.Contains(change.Boxes!, b => b[0] <= p.X && p.X <= b[2] && b[1] <= p.Y && p.Y <= b[3]));
        Assert.All(change.Boxes!, b => Assert.True(b[2] - b[0] < 0.13 && b[3] - b[1] < 0.13, string.Join(' ', b)));
    }

    private static async Task<FeaturesChanged> ChangeAsync(SocialTrial city, string source, string file)
    {
        city.WriteFile($"{source}.csv", file);
        var since = DateTimeOffset.UtcNow;
        await city.RunAsync(source);
        return Assert.Single(await city.Events.UntilAsync<FeaturesChanged>(e => e.OccurredAt >= since));
    }

    private static string Row(string id, string name, double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{id},{name},100,{x},{y}\n");

    /// <summary>A social service whose city has one playground to begin with.</summary>
    public sealed class SocialCity() : Once<SocialTrial>(SocialTrial.StartAsync);

    public sealed class SocialTrial() : TrialCity(HubProgram.Social)
    {
        public static async Task<SocialTrial> StartAsync()
        {
            var city = new SocialTrial();
            city.WritePlaygrounds("first", "first.csv");
            city.WriteFile("first.csv", Header + Row("first", "Erster", 7.5, 51.5));
            await city.StartNodeAsync();
            return city;
        }
    }
}
