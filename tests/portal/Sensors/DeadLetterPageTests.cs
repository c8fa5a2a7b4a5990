namespace UrbanDataHub.Tests.Portal.Sensors;

/// <summary>What was not taken, as a steward sees it.</summary>
public sealed class DeadLetterPageTests(SharedPortal portal) : Browsing(portal)
{
    [Theory]
    [InlineData("de", "Nicht angenommene Meldungen")]
    [InlineData("en", "Messages not taken")]
    public async Task A_message_that_was_not_taken_is_shown_with_topic_reason_and_content(string language, string title)
    {
        Prerequisite.Program("mosquitto_pub");
        var broker = await TestServers.Shared.MqttAsync();
        var payload = $"<b>rubbish in {language}</b>";
        await Shell.RunAsync("mosquitto_pub", ["-h", broker.Host, "-p", $"{broker.Port}", "-q", "1", "-t", $"{Portal.Node.Name}/v1.1/Observations", "-m", payload]);
        await Portal.ShowsAsync("/sensors/dead-letters", $"rubbish in {language}");

        var visit = await VisitAsync(language, script: false);
        await visit.OpenAsync("/sensors/dead-letters");
        Assert.Equal(title, await visit.Page.InnerTextAsync("h1"));
        var row = await visit.Page.Locator("tbody tr").First.InnerTextAsync();
        Assert.Contains("v1.1/Observations", row, StringComparison.Ordinal);
        Assert.Contains("no JSON", row, StringComparison.Ordinal);
        Assert.Contains(payload, row, StringComparison.Ordinal);
        Assert.Empty(visit.Faults);
    }
}
