using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>One operation of a batch, as its client wrote it.</summary>
/// <param name="Id">Its <c>Content-ID</c>, or <c>id</c> in JSON; null for none.</param>
/// <param name="Url">Absolute, below the host, below the service root, or with a reference: <c>$1/Datastreams</c>.</param>
internal sealed record Operation(string? Id, string Method, string Url, string? ContentType, ReadOnlyMemory<byte> Body)
{
    private static readonly string[] _writing = ["POST", "PATCH", "PUT", "DELETE"];

    /// <summary>What is wrong with it; null if it can be read.</summary>
    public ProblemException? Fault { get; private init; }

    /// <summary>Whether it is one that writes.</summary>
    public bool Writes => Fault is null && _writing.Contains(Method);

    /// <summary>One that cannot be read.</summary>
    public static Operation Wrong(string? id, ProblemException fault) => new(id, "", "", null, default) { Fault = fault };

    /// <summary>400: something in the operation is wrong.</summary>
    public static ProblemException Invalid(string detail) => new(StatusCodes.Status400BadRequest, "Invalid operation", detail);
}

/// <summary>A step of a batch: one operation, or a change set (OData 4.0, clause 11.7.4), of which all is done or nothing.</summary>
/// <param name="DependsOn">Ids of earlier operations and change sets that must have succeeded.</param>
internal sealed record BatchStep(IReadOnlyList<Operation> Operations, bool IsChangeSet, IReadOnlyList<string> DependsOn)
{
    /// <summary>Name of the change set, if it has one.</summary>
    public string? Name { get; init; }
}

/// <summary>The answer to an operation.</summary>
/// <param name="Id">Of the operation.</param>
internal sealed record OperationAnswer(string? Id, int Status, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body);

/// <summary>The answers of a step.</summary>
/// <param name="Answers">One for each operation; of a step that failed, the fault alone.</param>
/// <param name="FailedAt">Which operation failed, from 0; null if none did.</param>
internal sealed record StepAnswer(IReadOnlyList<OperationAnswer> Answers, int? FailedAt);
