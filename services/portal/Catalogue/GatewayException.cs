namespace UrbanDataHub.Portal.Catalogue;

/// <summary>The gateway could not be reached, or answered with something that is no answer.</summary>
public sealed class GatewayException(string message, Exception? cause = null) : Exception(message, cause);
