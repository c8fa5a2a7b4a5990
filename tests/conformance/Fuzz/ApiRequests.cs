using CsCheck;
using Microsoft.OpenApi;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>Requests for the addresses of an API definition, each with some of its parameters.</summary>
internal static class ApiRequests
{
    private const string TileRoute = "{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}";

    /// <summary>Requests of all operations, those with many parameters more often.</summary>
    /// <param name="landing">Path of the landing page, <c>/ogc</c>.</param>
    public static Gen<FuzzRequest> All(string landing, IReadOnlyList<ApiOperation> operations, Samples samples) =>
        Gen.Frequency([.. operations.Select(o => (1 + (o.Query.Count / 3), (IGen<FuzzRequest>)Of(landing, o, samples)))]);

    /// <summary>Requests of the operations that take a cursor, each with a whole or a broken one.</summary>
    public static Gen<FuzzRequest> Cursors(string landing, IReadOnlyList<ApiOperation> operations, Samples samples)
    {
        var paged = operations.SelectMany(o => o.Query.Where(p => p.Name is "cursor" or "since").Select(p => $"{landing}{o.Path}?{p.Name}=")).ToArray();
        var cursor = Gen.OneOfConst([.. samples.Cursors]);
        var broken = Gen.OneOf(cursor, OddTexts.Broken(cursor), OddTexts.Broken(OddTexts.Broken(cursor)), Gen.Select(cursor, cursor, Gen.Double[0, 1], Spliced));
        return Gen.Select(Gen.OneOfConst(paged), OddTexts.Encoded(broken), Gen.OneOfConst("", "&limit=5", "&sortby=id", "&limit=0"), (address, text, more) =>
            new FuzzRequest($"{address}{text}{more}", PathIsRight: true));
    }

    private static Gen<FuzzRequest> Of(string landing, ApiOperation operation, Samples samples) => Gen.Select(Paths(operation.Path, samples), Queries(operation, samples), (path, query) =>
        new FuzzRequest($"{landing}{path.Text}{(query.Length > 0 ? "?" : "")}{query}", path.IsRight));

    private static Gen<(string Text, bool IsRight)> Paths(string template, Samples samples)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
            return Gen.Frequency((30, Gen.Const((template, true))), (1, Gen.OneOfConst("/", "//", "/%2e%2e", "/.", "%20", "/x", ";a=b", "%00").Select(tail => (template + tail, false))));
        if (template.EndsWith(TileRoute, StringComparison.Ordinal))
            return Gen.Frequency((1, Gen.OneOfConst([.. samples.Tiles]).Select(tile => (template.Replace(TileRoute, tile, StringComparison.Ordinal), true))), (1, Parts(template, samples)));
        return Parts(template, samples);
    }

    private static Gen<(string Text, bool IsRight)> Parts(string template, Samples samples) =>
        template.Split('/').Aggregate(Gen.Const(""), (path, part) => Gen.Select(path, Part(part, samples), (a, b) => a.Length + b.Length == 0 ? "" : $"{a}/{b}")).Select(path => ("/" + path.TrimStart('/'), false));

    private static Gen<string> Part(string part, Samples samples) => part switch
    {
        "{featureId}" => OddTexts.Encoded(Gen.Frequency((3, Gen.OneOfConst([.. samples.Ids])), (1, OddTexts.Broken(Gen.OneOfConst([.. samples.Ids]))), (1, OddTexts.Any))),
        "{tileMatrixSetId}" => Gen.Frequency((8, Gen.OneOfConst("WebMercatorQuad", "DE_EPSG_25832_ADV")), (1, OddTexts.Encoded(OddTexts.Any))),
        "{tileMatrix}" => Gen.Frequency((8, Gen.Int[0, 24].Select(n => $"{n}")), (2, Gen.Int[0, 15].Select(n => $"{n:00}")), (1, OddTexts.Encoded(OddTexts.Any))),
        "{tileRow}" or "{tileCol}" => Gen.Frequency((4, Gen.Int[0, 8].Select(n => $"{n}")), (2, Gen.Int[0, 5000].Select(n => $"{n}")), (1, Gen.OneOfConst("-1", "2147483647", "2147483648", "1.0", "+1", "01", "1e3")), (1, OddTexts.Encoded(OddTexts.Any))),
        _ when part.StartsWith('{') => OddTexts.Encoded(OddTexts.Any),
        _ => Gen.Const(part),
    };

    private static Gen<string> Queries(ApiOperation operation, Samples samples)
    {
        // Also for addresses without parameters: what they do not know they must refuse.
        var unknown = Gen.Select(OddTexts.Encoded(Gen.OneOf(Gen.OneOfConst("limit", "unknown", "LIMIT", "bbox[]", "offset", "$filter", "f", ""), OddTexts.Any)), OddTexts.Encoded(OddTexts.Any), (name, value) => $"{name}={value}");
        if (operation.Query.Count == 0)
            return Gen.Frequency((4, Gen.Const("")), (2, unknown));
        var known = Gen.OneOf([.. operation.Query.Select(p => Pair(p, operation, samples))]);
        return Gen.Frequency(
            (2, Gen.Const("")),
            (12, known.Array[1, 4].Select(pairs => string.Join('&', pairs))),
            (2, Gen.Select(known, known, (a, b) => $"{a}&{b}&{a}")),
            (2, Gen.Select(known, unknown, (a, b) => $"{a}&{b}")),
            (1, Gen.Select(known, Gen.OneOfConst("&&", "=", "&=", "=&", "%26", "?", "&limit"), (a, junk) => $"{a}{junk}")));
    }

    private static Gen<string> Pair(IOpenApiParameter parameter, ApiOperation operation, Samples samples) =>
        OddTexts.Encoded(ParameterTexts.Of(parameter, operation, samples)).Select(value => $"{Uri.EscapeDataString(parameter.Name!)}={value}");

    private static string Spliced(string a, string b, double where) => a[..(int)(where * a.Length)] + b[(int)(where * b.Length)..];
}
