using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;

namespace UrbanDataHub.Bench;

/// <summary>
/// The load of <see cref="SensorIntake"/>, a process of its own: connects, says so, waits for a line, and sends. Each
/// datastream gets a value a second from the given day on.
/// </summary>
internal static class ObservationSender
{
    private const int PerArray = 1_000;
    private const int Devices = 1_000;

    /// <summary>Sends.</summary>
    /// <param name="arguments">Kind, address, node, connections, first datastream, observations, first day.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var (address, node, connections) = (new Uri(arguments[1]), arguments[2], Number(arguments[3]));
        var (first, count, day) = (Number(arguments[4]), Number(arguments[5]), DateTime.Parse(arguments[6], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));
        if (arguments[0] == "mqtt")
            await PublishAsync(address, node, connections, first, count, day);
        else
            await PostAsync(address, connections, first, count, day);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task ReadyAsync()
    {
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
    }

    private static async Task PublishAsync(Uri broker, string node, int connections, int first, int count, DateTime day)
    {
        var clients = new List<IMqttClient>();
        for (var i = 0; i < connections; i++)
        {
            var client = new MqttClientFactory().CreateMqttClient();
            var options = new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).Build();
            ((MqttClientTcpOptions)options.ChannelOptions).BufferSize = 1024 * 1024;
            await client.ConnectAsync(options);
            clients.Add(client);
        }

        await ReadyAsync();
        // As many on their way as 1,000 devices with one each, however many connections carry them.
        await Task.WhenAll(Enumerable.Range(0, Devices).Select(async device =>
        {
            for (var i = device; i < count; i += Devices)
                await clients[device % connections].PublishAsync(Message($"{node}/v1.1/Datastreams({first + device})/Observations", day.AddSeconds(i / Devices), i));
        }));
        foreach (var client in clients)
            await client.DisconnectAsync();
    }

    private static MqttApplicationMessage Message(string topic, DateTime time, int value) => new MqttApplicationMessageBuilder()
        .WithTopic(topic)
        .WithPayload(string.Create(CultureInfo.InvariantCulture, $"{{\"phenomenonTime\":\"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"result\":{value}}}"))
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
        .Build();

    private static async Task PostAsync(Uri gateway, int connections, int first, int count, DateTime day)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        await ReadyAsync();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var array && array * PerArray < count)
            {
                using var body = new StringContent(Array(first, array, day), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
                using var answer = await http.PostAsync(new Uri("/sensorthings/v1.1/CreateObservations", UriKind.Relative), body);
                answer.EnsureSuccessStatusCode();
            }
        }));
    }

    /// <summary>Ten datastreams with a hundred values each.</summary>
    private static string Array(int first, int array, DateTime day)
    {
        const int streams = 10, values = PerArray / streams;
        var groups = Enumerable.Range(0, streams).Select(s =>
        {
            var begin = day.AddSeconds(array * streams / Devices * values);
            var rows = Enumerable.Range(0, values).Select(v => string.Create(CultureInfo.InvariantCulture, $"[\"{begin.AddSeconds(v):yyyy-MM-dd'T'HH:mm:ss'Z'}\",{v}]"));
            return $$"""{"Datastream":{"@iot.id":{{first + ((array * streams) + s) % Devices}}},"components":["phenomenonTime","result"],"dataArray":[{{string.Join(',', rows)}}]}""";
        });
        return $"[{string.Join(',', groups)}]";
    }
}
