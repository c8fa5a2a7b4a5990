using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Who may write by SensorThings: nobody, unless <c>HUB_SENSORTHINGS_WRITE</c> says otherwise.</summary>
internal sealed class WriteAccess
{
    private const string Variable = "HUB_SENSORTHINGS_WRITE";
    private const string Everybody = "open";
    private const int ShortestToken = 20;
    private readonly string? _setting;

    private WriteAccess(string? setting) => _setting = setting;

    /// <summary>Reads the variable: <c>open</c>, or the token that clients send as <c>Authorization: Bearer …</c>.</summary>
    /// <exception cref="ConfigurationException">The token can be guessed.</exception>
    public static WriteAccess From(IConfiguration configuration)
    {
        var setting = configuration[Variable] is { Length: > 0 } value ? value : null;
        return setting is null or Everybody || setting.Length >= ShortestToken
            ? new WriteAccess(setting)
            : throw new ConfigurationException($"{Variable} is neither '{Everybody}' nor a token of at least {ShortestToken} characters.");
    }

    /// <summary>Whether the request comes from who may write.</summary>
    /// <exception cref="ProblemException">401: a token is sent, and is another one.</exception>
    public bool Allows(HttpContext context)
    {
        if (_setting == Everybody)
            return true;
        if (_setting is null || context.Request.Headers.Authorization.Count == 0)
            return false;
        Check(context);
        return true;
    }

    /// <summary>Lets the request pass.</summary>
    /// <exception cref="ProblemException">403: nobody may write. 401: the token is missing or another one.</exception>
    public void Check(HttpContext context)
    {
        if (_setting is null)
            throw new ProblemException(StatusCodes.Status403Forbidden, "Read only", $"This node takes no entities by SensorThings; whoever runs it can allow it with {Variable}.");
        if (_setting == Everybody || Matches(context.Request.Headers.Authorization.ToString(), "Bearer " + _setting))
            return;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new ProblemException(StatusCodes.Status401Unauthorized, "Not authorised", "This needs the header 'Authorization: Bearer …' with the token of this node.");
    }

    private static bool Matches(string given, string right) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
