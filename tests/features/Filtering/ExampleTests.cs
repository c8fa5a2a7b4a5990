using UrbanDataHub.Features.Filtering;

namespace UrbanDataHub.Tests.Features.Filtering;

/// <summary>Every example of the standard parses, and its two encodings are read into the same expression.</summary>
public sealed class ExampleTests
{
    private static string Folder => Path.GetFullPath(Path.Combine(HubRoot.Path, "..", "shared", "standards", "cql2", "examples"));

    public static TheoryData<string> Examples(string encoding) => Directory.Exists(Path.Combine(Folder, encoding))
        ? [.. Directory.GetFiles(Path.Combine(Folder, encoding), "*.*").Where(f => f.EndsWith(".txt", StringComparison.Ordinal) || f.EndsWith(".json", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)]
        : ["none"];

    [Theory]
    [MemberData(nameof(Examples), "text")]
    public void A_text_example_is_read(string file) => Cql2Text.Parse(Read("text", file).Trim());

    [Theory]
    [MemberData(nameof(Examples), "json")]
    public void A_json_example_is_read_as_its_text(string file)
    {
        var json = Cql2Json.Parse(Read("json", file));
        var text = Path.Combine(Folder, "text", Path.ChangeExtension(file, ".txt"));
        if (File.Exists(text))
            Assert.Equal(Plain(Cql2Text.Parse(File.ReadAllText(text).Trim())), Plain(json));
    }

    private static string Read(string encoding, string file)
    {
        Assert.SkipWhen(file == "none", "The examples of the standard are not beside the repository.");
        return File.ReadAllText(Path.Combine(Folder, encoding, file));
    }

    /// <summary>What an expression says, however it was written: whole numbers are numbers, a chain may be nested.</summary>
    private static string Plain(Expression? e) => e switch
    {
        null => "..",
        Operation { Op: "and" or "or" } o => $"{o.Op}({string.Join(",", Flat(o, o.Op))})",
        Operation o => $"{o.Op}({string.Join(",", o.Args.Select(Plain))})",
        ArrayLiteral a => $"[{string.Join(",", a.Items.Select(Plain))}]",
        Interval i => $"interval({Plain(i.From)},{Plain(i.To)})",
        IntegerLiteral n => ((double)n.Value).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        NumberLiteral n => n.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        GeometryLiteral g => g.Value.AsText(),
        BoxLiteral b => string.Join(" ", b.Sides),
        _ => e.ToString()!,
    };

    private static IEnumerable<string> Flat(Operation o, string op) =>
        o.Args.SelectMany(a => a is Operation inner && inner.Op == op ? Flat(inner, op) : [Plain(a)]);
}
