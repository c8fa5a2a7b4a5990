using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Tests.Hosting.Configuration;

/// <summary>The environment of infra/decisions/0001; a wrong variable is one sentence that names it.</summary>
public sealed class HubSettingsTests
{
    private readonly Dictionary<string, string> _variables = new() { ["HUB_ROOT"] = HubRoot.Path, ["HUB_NODE"] = "leipzig" };

    [Fact]
    public void Root_and_node_are_enough()
    {
        var settings = Read();

        Assert.Equal("leipzig", settings.Node.Node);
        Assert.Equal(HubRoot.Combine("infra", "cities"), settings.CitiesFolder);
        Assert.Equal(HubRoot.Combine("schemas", "collections"), settings.CollectionsFolder);
        Assert.Equal("Host=127.0.0.1;Port=54320;Username=hub;Password=hub", settings.Postgres);
        Assert.Equal(new Uri("amqp://hub:hub@127.0.0.1:56720"), settings.RabbitMq);
        Assert.False(settings.ImportUncleared);
    }

    [Fact]
    public void A_node_may_be_the_path_of_a_file()
    {
        _variables["HUB_NODE"] = HubRoot.Combine("infra", "nodes", "muenster.yaml");
        Assert.Equal("muenster", Read().Node.Node);
    }

    [Fact]
    public void Cities_and_data_may_lie_elsewhere()
    {
        _variables["HUB_CITIES"] = "/srv/cities";
        _variables["HUB_DATA"] = "/srv/data";

        Assert.Equal("/srv/cities", Read().CitiesFolder);
        Assert.Equal("/srv/data", Read().Data);
    }

    [Fact]
    public void A_folder_with_the_simulators_mark_is_simulated()
    {
        using var folder = new TemporaryFolder();
        _variables["HUB_DATA"] = folder.Path;
        Assert.False(Read().Simulated);

        folder.Write(HubSettings.SimulatedMark, "seed 1");
        Assert.True(Read().Simulated);
    }

    [Fact]
    public void An_empty_variable_is_like_none()
    {
        _variables["HUB_POSTGRES"] = "";
        _variables["HUB_UNCLEARED"] = "";

        Assert.Contains("54320", Read().Postgres, StringComparison.Ordinal);
        Assert.False(Read().ImportUncleared);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    public void Uncleared_is_a_yes_or_a_no(string value, bool meant)
    {
        _variables["HUB_UNCLEARED"] = value;
        Assert.Equal(meant, Read().ImportUncleared);
    }

    [Theory]
    [InlineData("HUB_UNCLEARED", "maybe")]
    [InlineData("HUB_RABBITMQ", "localhost")]
    [InlineData("HUB_RABBITMQ", "/var/run/rabbitmq")]
    [InlineData("HUB_RABBITMQ", "http://127.0.0.1:56720")]
    [InlineData("HUB_MQTT", "127.0.0.1")]
    [InlineData("HUB_MQTT", "http://127.0.0.1")]
    [InlineData("HUB_POSTGRES", "somewhere")]
    [InlineData("HUB_POSTGRES", "Hst=127.0.0.1")]
    [InlineData("HUB_POSTGRES", "Host=127.0.0.1;Port=many")]
    [InlineData("HUB_NODE", "")]
    public void A_wrong_variable_is_named(string variable, string value)
    {
        _variables[variable] = value;
        var error = Assert.Throws<ConfigurationException>(Read);
        Assert.StartsWith(variable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_node_names_the_file_that_is_missing()
    {
        _variables["HUB_NODE"] = "atlantis";
        var error = Assert.Throws<ConfigurationException>(Read);
        Assert.Contains(HubRoot.Combine("infra", "nodes", "atlantis.yaml"), error.Message, StringComparison.Ordinal);
    }

    private HubSettings Read() => HubSettings.From(_variables.GetValueOrDefault);
}
