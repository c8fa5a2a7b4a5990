using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using UrbanDataHub.Features.Tiling;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Compresses the documents that the gateway writes itself; what it passes through stays as it came.</summary>
public sealed class Compression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    /// <summary>Registers it.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(o =>
        {
            // The answers are public data; nothing secret shares a body with what a client sent.
            o.EnableForHttps = true;
            o.MimeTypes =
            [
                "application/json", "application/geo+json", "application/schema+json", "application/problem+json",
                "application/vnd.oai.openapi+json", "application/graphql-response+json", VectorTile.MediaType,
            ];
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, Compression>();
    }

    /// <inheritdoc/>
    public override bool ShouldCompressResponse(HttpContext context) =>
        !context.Items.ContainsKey(PassThrough.Mark) && base.ShouldCompressResponse(context);
}
