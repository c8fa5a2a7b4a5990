using UrbanDataHub.Simulator;
using UrbanDataHub.Simulator.Commands;

namespace UrbanDataHub.Tests.Simulator;

public sealed class CommandLine
{
    [Theory]
    [InlineData("--out: is missing", "--seed", "1")]
    [InlineData("'--sed' is not known here", "--out", "x", "--sed", "1")]
    [InlineData("--seed: needs a value", "--out", "x", "--seed")]
    [InlineData("--out: is there more than once", "--out", "x", "--out", "y")]
    [InlineData("--rows: '0' must be a whole number of at least 1", "--out", "x", "--rows", "0")]
    [InlineData("--faults: '1.5' must be a number from 0 to 1", "--out", "x", "--faults", "1.5")]
    [InlineData("--city: 'atlantis' is not a folder of infra/cities. Cities are: aberdeen", "--out", "x", "--city", "atlantis")]
    [InlineData("--collection: 'benches' is not a collection", "--out", "x", "--collection", "benches")]
    [InlineData("No file of the cities fills the collections", "--out", "x", "--city", "hamburg", "--collection", "playgrounds")]
    public void A_wrong_option_is_a_sentence_that_names_it(string sentence, params string[] options)
    {
        var refusal = Assert.Throws<SimulatorException>(
            () => WriteCommand.Run(Trial.Book, options, TextWriter.Null, TestContext.Current.CancellationToken));
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists("x"));
    }

    [Fact]
    public async Task The_program_writes_what_it_is_asked_for_and_says_how_much()
    {
        using var folder = new TemporaryFolder();
        var output = await Shell.RunAsync(
            "dotnet",
            [HubRoot.Assembly("UrbanDataHub.Simulator"), "write", "--out", folder.At("out"), "--seed", "7", "--city", "hamburg", "--city", "berlin", "--collection", "districts", "--rows", "5"]);
        Assert.Contains("2 simulated files with 10 rows", output, StringComparison.Ordinal);
        Assert.Equal(3, Trial.Bytes(folder.At("out")).Count);
    }

    [Fact]
    public async Task The_program_ends_with_1_and_a_sentence_when_it_cannot_write()
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(
            () => Shell.RunAsync("dotnet", [HubRoot.Assembly("UrbanDataHub.Simulator"), "write", "--out", "x", "--city", "atlantis"]));
        Assert.Equal(1, failure.Code);
        Assert.StartsWith("--city: 'atlantis'", failure.Error, StringComparison.Ordinal);
    }
}
