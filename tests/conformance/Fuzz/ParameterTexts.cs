using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.OpenApi;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>What a fuzzer writes after the name of a query parameter: right, nearly right and wrong values.</summary>
internal static class ParameterTexts
{
    private static readonly Gen<string> _number = Gen.OneOf(
        Gen.OneOfConst("0", "1", "-1", "+1", "01", "1.5", "1e3", "1e400", "-0", "2147483648", "-9223372036854775809", "99999999999999999999999999", "٣", "0x10", "1_000", " 7", "NaN", "Infinity", "1,5"),
        Gen.Int[-200, 200].Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.Double.Select(d => d.ToString("R", CultureInfo.InvariantCulture)));

    private static readonly Gen<string> _degrees = Gen.Frequency(
        (6, Gen.Double[-180, 180].Select(d => d.ToString("0.######", CultureInfo.InvariantCulture))), (2, Gen.Double[50, 54].Select(d => d.ToString("0.###", CultureInfo.InvariantCulture))), (1, _number), (1, OddTexts.Any));

    private static readonly Gen<string> _instant = Gen.Frequency(
        (4, Gen.DateTime.Select(t => t.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))),
        (3, Gen.OneOfConst("..", "", "2024-02-29", "2023-02-29", "2024-01-01T24:00:00Z", "2024-06-30T23:59:60Z", "2024-01-01T00:00:00+14:00", "2024-01-01T00:00:00+99:00", "0000-01-01", "9999-12-31T23:59:59.9999999Z", "10000-01-01", "-0001-01-01", "2024", "2024-W05", "now", "2024-01-01t00:00:00z", "2024-01-01 00:00:00Z")));

    /// <summary>Values of a parameter of an operation.</summary>
    /// <param name="samples">What has been seen on the node: ids of features, cursors.</param>
    public static Gen<string> Of(IOpenApiParameter parameter, ApiOperation operation, Samples samples) => Gen.Frequency((8, Meant(parameter, operation, samples)), (1, OddTexts.Any));

    private static Gen<string> Meant(IOpenApiParameter parameter, ApiOperation operation, Samples samples) => parameter.Name switch
    {
        // A large page is right and slow, so there are few of them.
        "limit" => Gen.Frequency((12, Gen.Int[0, 30].Select(n => n.ToString(CultureInfo.InvariantCulture))), (1, Gen.OneOfConst("1000", "10000", "10001")), (3, _number)),
        "bbox" => Gen.Select(_degrees.Array[0, 7], Gen.Int[0, 3], (numbers, four) => string.Join(',', four > 0 ? [.. numbers.Concat(["7", "51", "14", "54"]).Take(4)] : numbers)),
        "datetime" => Gen.Frequency((2, _instant), (3, Gen.Select(_instant, _instant, (a, b) => $"{a}/{b}")), (1, _instant.Array[0, 4].Select(all => string.Join('/', all)))),
        "filter" => Filters.Over(operation.Properties),
        "sortby" or "properties" or "exclude-properties" => Names(operation),
        "cursor" or "since" => Gen.OneOf(Gen.OneOfConst([.. samples.Cursors]), OddTexts.Broken(Gen.OneOfConst([.. samples.Cursors]))),
        "after" => Gen.OneOf(Gen.OneOfConst([.. samples.Ids]), OddTexts.Broken(Gen.OneOfConst([.. samples.Ids]))),
        _ => OfSchema(parameter.Schema!),
    };

    private static Gen<string> Names(ApiOperation operation) => Gen.Select(
        Gen.OneOf(Gen.OneOfConst([.. operation.Properties, "id", "city", "geometry"]), OddTexts.Any),
        Gen.OneOfConst([.. operation.Properties, "nothing", "-id", "+name"]).Array[0, 5],
        Gen.OneOfConst("", "-", "+", "--"),
        (first, others, sign) => string.Join(',', [sign + first, .. others]));

    private static Gen<string> OfSchema(IOpenApiSchema schema) => schema switch
    {
        { Enum: { Count: > 0 } values } => Gen.Frequency((5, Gen.OneOfConst([.. values.Select(Text)])), (1, OddTexts.Broken(Gen.OneOfConst([.. values.Select(Text)])))),
        { Type: JsonSchemaType.Array, Items: { } items } => OfSchema(items).Array[0, 4].Select(all => string.Join(',', all)),
        { Type: JsonSchemaType.Boolean } => Gen.OneOfConst("true", "false", "TRUE", "1", "yes"),
        { Type: JsonSchemaType.Integer or JsonSchemaType.Number } => _number,
        { Format: "date" or "date-time" } => _instant,
        _ => OddTexts.Any,
    };

    private static string Text(JsonNode? value) => value!.ToString();
}
