using System.Text;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Reading;

namespace UrbanDataHub.Tests.Ingest.Reading;

/// <summary>Rows of N-Triples: a subject is a row, what is no triple breaks the file.</summary>
public sealed class NTriplesTests
{
    [Fact]
    public void The_triples_of_a_subject_are_a_row()
    {
        using var rows = Rows("""
            # counters
            <urn:c:1> <urn:v#name> "Br\u00FCcke \"A\"\t1"@de .
            <urn:c:1> <http://example.org/lane> "left" .
            <urn:c:1> <http://example.org/lane> <urn:lane:right> . # two lanes

            _:b0 <urn:v#result> "17"^^<http://www.w3.org/2001/XMLSchema#integer> .
            """);
        var (subject, name, lane, whole, result) = (rows.Slot("$subject"), rows.Slot("name"), rows.Slot("lane"), rows.Slot("urn:v#name"), rows.Slot("result"));

        Assert.True(rows.Read());
        Assert.Equal((2, "urn:c:1", "Brücke \"A\"\t1", "Brücke \"A\"\t1", ""), (rows.Line, rows.Text(subject).ToString(), rows.Text(name).ToString(), rows.Text(whole).ToString(), rows.Text(result).ToString()));
        Assert.Equal(["left", "urn:lane:right"], rows.List(lane)!);
        Assert.Equal("$subject, name, lane", rows.Fields);
        Assert.True(rows.Read());
        Assert.Equal((6, "_:b0", "17"), (rows.Line, rows.Text(subject).ToString(), rows.Text(result).ToString()));
        Assert.False(rows.Read());
        Assert.True(rows.Seen(name));
    }

    [Theory]
    [InlineData("<urn:a> <urn:b> \"c\"")]
    [InlineData("<urn:a> <urn:b> \"c .")]
    [InlineData("<urn:a> \"b\" \"c\" .")]
    [InlineData("@prefix a: <urn:a> .")]
    public void What_is_no_triple_breaks_the_file_and_names_the_line(string line)
    {
        using var rows = Rows("<urn:a> <urn:b> \"c\" .\n" + line);

        var fault = Assert.Throws<BrokenFileException>(() => rows.Read());

        Assert.Contains("no triple", fault.Message, StringComparison.Ordinal);
        Assert.Contains('2', fault.Message);
    }

    private static NTriplesRows Rows(string text) => new("a.nt", new StrictText(new MemoryStream(Encoding.UTF8.GetBytes(text)), Encoding.UTF8, "a.nt"));
}
