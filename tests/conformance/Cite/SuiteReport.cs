using System.Xml.Linq;

namespace UrbanDataHub.Tests.Conformance.Cite;

/// <summary>How one test of a suite ended.</summary>
/// <param name="Test">Class and method, <c>Core.landingPageValidation</c>.</param>
/// <param name="Parameters">What it was called with, as the suite writes it.</param>
/// <param name="Message">Why it failed or was skipped; empty where it passed.</param>
internal sealed record SuiteOutcome(string Test, IReadOnlyList<string> Parameters, string Status, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Status} {Test}({string.Join(", ", Parameters.Select(Short))}): {Message}";

    // A parameter may be a whole collection document.
    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}

/// <summary>The results of a suite, from TestNG's report.</summary>
/// <param name="Log">What the suite wrote while it ran, its requests among it.</param>
internal sealed record SuiteReport(IReadOnlyList<SuiteOutcome> Outcomes, string Log)
{
    /// <summary>Tests that passed.</summary>
    public int Passed => Outcomes.Count(o => o.Status == "PASS");

    /// <summary>Tests that failed.</summary>
    public IEnumerable<SuiteOutcome> Failed => Outcomes.Where(o => o.Status == "FAIL");

    /// <summary>Tests that the suite left out.</summary>
    public IEnumerable<SuiteOutcome> Skipped => Outcomes.Where(o => o.Status == "SKIP");

    /// <summary>Reads what a suite left in a folder. Methods that only prepare tests are left out.</summary>
    public static SuiteReport Read(string folder) => new(OutcomesOf(Directory.GetFiles(folder, "testng-results.xml", SearchOption.AllDirectories).Single()), File.ReadAllText(Path.Combine(folder, "run.log")));

    private static IReadOnlyList<SuiteOutcome> OutcomesOf(string results) =>
    [
        .. from type in XDocument.Load(results).Descendants("class")
           from method in type.Elements("test-method")
           where (string?)method.Attribute("is-config") != "true"
           select new SuiteOutcome(
               $"{((string)type.Attribute("name")!).Split('.')[^1]}.{(string)method.Attribute("name")!}",
               [.. method.Descendants("param").Select(p => p.Value.Trim())],
               (string)method.Attribute("status")!,
               Line((string?)method.Element("exception")?.Element("message")))
    ];

    private static string Line(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
