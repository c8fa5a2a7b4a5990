using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>Registers the door of MQTT.</summary>
internal static class MqttRegistration
{
    /// <summary>Registers what reads from the broker and what tells it.</summary>
    public static void AddMqtt(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DatastreamDirectory>();
        builder.Services.AddHostedService(s => s.GetRequiredService<DatastreamDirectory>());
        builder.Services.AddSingleton<DeviceDoor>();
        builder.Services.AddSingleton<MqttTopics>();
        builder.Services.AddSingleton<MqttReadings>();
        builder.Services.AddSingleton<MqttInbox>();
        builder.Services.AddHostedService(s => s.GetRequiredService<MqttInbox>());
        builder.Services.AddSingleton<MqttConnection>();
        builder.Services.AddHostedService(s => s.GetRequiredService<MqttConnection>());
        builder.Services.AddHostedService<Announcer>();
    }
}
