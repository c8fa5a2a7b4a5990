using UrbanDataHub.Simulator;

namespace UrbanDataHub.Tests.Simulator;

public sealed class Folders
{
    private static readonly Request _few = Trial.Request(city: "muenchen", rows: 10);

    [Fact]
    public void Simulated_files_are_not_written_among_others()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("real.csv"), "id\n1\n");
        var refusal = Assert.Throws<SimulatorException>(() => Trial.Write(folder.Path, _few));
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["real.csv"], Trial.Bytes(folder.Path).Keys);
    }

    [Fact]
    public void Simulated_files_have_a_label_at_their_root_and_may_be_written_again()
    {
        using var folder = new TemporaryFolder();
        Trial.Write(folder.At("new"), _few);
        var first = Trial.Bytes(folder.At("new"));
        Assert.Contains("SIMULATED", first.Keys);
        Trial.Write(folder.At("new"), _few);
        Assert.Equal(first, Trial.Bytes(folder.At("new")));
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("file"), "");
        Assert.Throws<SimulatorException>(() => Trial.Write(folder.At("file"), _few));
    }
}
