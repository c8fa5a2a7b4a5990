using System.Globalization;
using System.Text.Json.Nodes;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>The benches of a city that a foreign server holds: in its words, in ours, and the mapping between.</summary>
public static class ForeignBenches
{
    public const string City = "fremda";

    public const int Count = 60;

    /// <summary>How the mapping file turns one into the other.</summary>
    public const string Map = """
            map:
              name: bezeichnung
              kind: { from: material, codes: { Holz: wood, Stein: stone, Stahl: steel }, otherwise: null }
              seats: sitze
              height: { from: hoehe_cm, scale: 0.01 }
              isCovered: { from: dach, true: [ja], false: [nein] }
              built: gebaut
              seenAt: gesehen
              tags: { from: stichworte, split: ";" }
        """;

    /// <summary>In its order.</summary>
    public static readonly IReadOnlyList<JsonObject> Theirs = [.. Enumerable.Range(1, Count).Select(Make)];

    /// <summary>The same in ours.</summary>
    public static readonly IReadOnlyList<Bench> Ours = [.. Theirs.Select(Translate)];

    /// <summary>The fields that a foreign row has beside its id and place.</summary>
    private static JsonObject Make(int n) => new()
    {
        ["fid"] = n,
        ["lon"] = Math.Round(7 + (n / 100.0), 2),
        ["lat"] = Math.Round(51 + (n / 200.0), 3),
        ["bezeichnung"] = n % 7 == 0 ? "Bänke, \"zwei\"" : $"Bank {n}",
        ["material"] = (n % 4) switch { 0 => "Holz", 1 => "Stein", 2 => "Stahl", _ => "Kunststoff" },
        ["sitze"] = n % 5 == 0 ? null : n % 5,
        ["hoehe_cm"] = 40 + n,
        ["dach"] = (n % 3) switch { 0 => "ja", 1 => "nein", _ => null },
        ["gebaut"] = new DateOnly(2020, 1, 1).AddDays(n).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["gesehen"] = n % 6 == 0 ? null : new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(n).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["stichworte"] = n % 2 == 0 ? "grün;laut" : null,
    };

    private static Bench Translate(JsonObject row)
    {
        var n = row["fid"]!.GetValue<int>();
        return new Bench(
            $"{City}:{n}",
            row["bezeichnung"]!.GetValue<string>(),
            (n % 4) switch { 0 => "wood", 1 => "stone", 2 => "steel", _ => null },
            n % 5 == 0 ? null : n % 5,
            (40 + n) / 100.0,
            (n % 3) switch { 0 => true, 1 => false, _ => null },
            new DateOnly(2020, 1, 1).AddDays(n),
            n % 6 == 0 ? null : new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(n),
            n % 2 == 0 ? "grün|laut" : null,
            Math.Round(7 + (n / 100.0), 2),
            Math.Round(51 + (n / 200.0), 3));
    }
}
