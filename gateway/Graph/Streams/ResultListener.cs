using GraphQL;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>Hands the results of one operation on.</summary>
/// <param name="next">Called for each result, one after the other.</param>
/// <param name="end">Called once, when there will be no more; with the fault, if it is one.</param>
internal sealed class ResultListener(Action<ExecutionResult> next, Action<Exception?> end) : IObserver<ExecutionResult>
{
    public void OnNext(ExecutionResult value) => next(value);

    public void OnError(Exception error) => end(error);

    public void OnCompleted() => end(null);
}
