using System.Net;

namespace UrbanDataHub.Tests.Portal;

/// <summary>People get pages and programs get data, also where both ask the same address.</summary>
public sealed class AnswerKindTests(SharedPortal shared)
{
    [Theory]
    [InlineData("/datasets", Browsing.Accept, "text/html")]
    [InlineData("/datasets?lang=de", Browsing.Accept, "text/html")]
    [InlineData("/datasets?q=spielplatz&city=musterstadt&lang=en", Browsing.Accept, "text/html")]
    [InlineData("/datasets?lang=de", "text/html", "text/html")]
    [InlineData("/datasets", "*/*", "application/json")]
    [InlineData("/datasets", "application/json", "application/json")]
    [InlineData("/datasets", "application/json, text/html;q=0.5", "application/json")]
    [InlineData("/", "*/*", "text/html")]
    [InlineData("/datasets/playgrounds", "*/*", "text/html")]
    public async Task The_accept_header_decides_between_page_and_data(string path, string accept, string type)
    {
        using var response = await AskAsync(path, accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        if (path.StartsWith("/datasets?", StringComparison.Ordinal) || path == "/datasets")
            Assert.Contains("Accept", string.Join(',', response.Headers.Vary), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_passes_a_parameter_of_the_page_is_told_so()
    {
        using var response = await AskAsync("/datasets?lang=de", "*/*");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string accept)
    {
        var portal = await shared.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        return await portal.Node.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
