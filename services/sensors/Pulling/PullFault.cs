namespace UrbanDataHub.Sensors.Pulling;

/// <summary>A foreign server gave no usable answer.</summary>
/// <param name="message">A sentence for the steward, without the address.</param>
/// <param name="isPassing">Whether the server is down or busy: then nothing more is asked of it now.</param>
/// <param name="retryAfter">How long the server wants to be left alone.</param>
internal class PullFault(string message, bool isPassing = false, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it may pass by itself: no connection, a deadline, 408, 429, 5xx.</summary>
    public bool IsPassing => isPassing;

    /// <summary>Retry-After (RFC 9110, section 10.2.3).</summary>
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>The pages of a walk lead in a circle, or nowhere.</summary>
internal sealed class PullCircleFault(string message) : PullFault(message);
