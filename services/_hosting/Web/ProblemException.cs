using Microsoft.AspNetCore.Http;

namespace UrbanDataHub.Hosting.Web;

/// <summary>
/// An answer that is a problem document (RFC 9457). Thrown where a question is read, so that the path of a good question
/// stays straight; one handler writes it.
/// </summary>
/// <param name="status">HTTP status.</param>
/// <param name="title">What kind of problem, the same for every case of it.</param>
/// <param name="detail">What is wrong here, and what would be right.</param>
/// <param name="parameter">The parameter that is wrong, if it is one.</param>
public sealed class ProblemException(int status, string title, string detail, string? parameter = null) : Exception(detail)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What kind of problem.</summary>
    public string Title { get; } = title;

    /// <summary>The parameter that is wrong, if it is one.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>400: a parameter is unknown or has a bad value.</summary>
    public static ProblemException Parameter400(string parameter, string detail) =>
        new(StatusCodes.Status400BadRequest, "Invalid parameter", detail, parameter);

    /// <summary>404: there is no such thing.</summary>
    public static ProblemException NotFound(string detail) =>
        new(StatusCodes.Status404NotFound, "Not found", detail);
}
