using System.Net;

namespace UrbanDataHub.Tests.Servers;

/// <summary>The program's log belongs beside the failed request in the output of the test.</summary>
internal sealed class LogOnFailure(NodeProcess process) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                Tell(request, $"{(int)answer.StatusCode}");
            return answer;
        }
        catch (HttpRequestException e)
        {
            Tell(request, e.Message);
            throw;
        }
    }

    private void Tell(HttpRequestMessage request, string outcome) =>
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{request.Method} {request.RequestUri}: {outcome}. {process.LogFile} ends with:\n{process.Log()}");
}
