using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace UrbanDataHub.Portal.Serving;

/// <summary>Serves what the build made: compressed beforehand, and kept by browsers for good since names hold a hash.</summary>
public static class AssetServing
{
    private static readonly (string Encoding, string Ending)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>Serves <c>/assets</c> and the few files beside it.</summary>
    public static void UseAssets(this WebApplication app)
    {
        var files = app.Services.GetRequiredService<Assets>().Files;
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
                ChooseCompressed(context, files);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new CompressedContentType(),
            OnPrepareResponse = served => served.Context.Response.Headers.CacheControl =
                served.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "public, max-age=86400",
        });
    }

    private static void ChooseCompressed(HttpContext context, IFileProvider files)
    {
        var accepted = context.Request.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, ending) in Compressed)
        {
            if (!accepted.Any(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is null or > 0)
                || !files.GetFileInfo(context.Request.Path + ending).Exists)
                continue;
            context.Request.Path += ending;
            context.Response.Headers[HeaderNames.ContentEncoding] = encoding;
            context.Response.Headers[HeaderNames.Vary] = "Accept-Encoding";
            return;
        }
    }

    /// <summary>The type of <c>x.js.br</c> is that of <c>x.js</c>.</summary>
    private sealed class CompressedContentType : Microsoft.AspNetCore.StaticFiles.IContentTypeProvider
    {
        private readonly Microsoft.AspNetCore.StaticFiles.FileExtensionContentTypeProvider _plain = new();

        public bool TryGetContentType(string subpath, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string contentType) =>
            _plain.TryGetContentType(Compressed.Any(c => subpath.EndsWith(c.Ending, StringComparison.Ordinal)) ? subpath[..^3] : subpath, out contentType);
    }
}
