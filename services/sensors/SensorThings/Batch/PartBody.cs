using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Collects the body of one answer, so that a fault in its middle is still an answer of its own.</summary>
internal sealed class PartBody : MemoryStream
{
    /// <summary>Bytes at most: what is larger is asked for on its own, where it is sent as it is read.</summary>
    public const int Most = 32 * 1024 * 1024;

    /// <inheritdoc/>
    /// <exception cref="ProblemException">400: the answer is too large.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Length + count > Most)
            throw Operation.Invalid($"The answer has more than {Most / 1024 / 1024} MiB, which is too much for a part of a batch; ask for it on its own, or for less with '$top'.");
        base.Write(buffer, offset, count);
    }
}
