using System.Text.Json;
using CsCheck;
using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>GraphQL requests out of the schema of the node: documents that are right, wrong and broken in all ways.</summary>
internal static class GraphDocuments
{
    private const string Introspection = "{ __schema { queryType { fields { name args { name } } } types { fields { name } } } }";

    private static readonly Gen<string> _value = Gen.OneOf(
        Gen.OneOfConst("1", "-1", "2147483648", "1e400", "\"a\"", "\"\\ud800\"", "\"\"\"b\"\"\"", "null", "true", "[]", "[7, 51, 14, 54]", "[[[1]]]", "{a: 1}", "$v", "LEIPZIG", "leipzig", "\"2024-01-01/..\"", "[\"leipzig\"]", "\"name = 'x'\""),
        Gen.Int.Select(n => $"{n}"),
        OddTexts.Any.Select(text => JsonSerializer.Serialize(text)));

    /// <summary>Requests for <c>/graphql</c>, by GET and by POST.</summary>
    public static async Task<Gen<FuzzRequest>> OfAsync(Federation federation)
    {
        var schema = (await federation.JsonAsync($"/graphql?query={Uri.EscapeDataString(Introspection)}")).GetProperty("data").GetProperty("__schema");
        var roots = schema.GetProperty("queryType").GetProperty("fields").EnumerateArray().ToList();
        string[] arguments = [.. roots.SelectMany(r => r.GetProperty("args").EnumerateArray()).Select(Name).Distinct(), "nothing"];
        string[] fields = [.. schema.GetProperty("types").EnumerateArray().Where(t => t.GetProperty("fields").ValueKind == JsonValueKind.Array)
            .SelectMany(t => t.GetProperty("fields").EnumerateArray()).Select(Name).Distinct(), "__typename"];
        var document = Documents([.. roots.Select(Name)], arguments, fields);
        var text = Gen.Frequency((5, document), (3, OddTexts.Broken(document)), (1, OddTexts.Any), (1, Deep(document)));
        return Gen.Frequency(
            (3, OddTexts.Encoded(text).Select(query => new FuzzRequest($"/graphql?query={query}", PathIsRight: false))),
            (1, Gen.Select(OddTexts.Encoded(text), Gen.OneOfConst("variables", "operationName", "extensions", "query", "x"), OddTexts.Encoded(Gen.OneOf(OddTexts.Any, Gen.Const("{\"v\":1}"))), (query, name, value) =>
                new FuzzRequest($"/graphql?query={query}&{name}={value}", PathIsRight: false))),
            (6, Bodies(text).Select(body => new FuzzRequest("/graphql", PathIsRight: false, body))));
    }

    private static Gen<string> Bodies(Gen<string> documents)
    {
        var whole = Gen.Select(documents, Gen.OneOfConst("", ",\"variables\":{\"v\":1}", ",\"variables\":{\"v\":[[]]}", ",\"variables\":[]", ",\"operationName\":\"Q\"", ",\"operationName\":7", ",\"extensions\":null", ",\"query\":\"{a}\""), (query, more) =>
            $"{{\"query\":{JsonSerializer.Serialize(query)}{more}}}");
        return Gen.Frequency((6, whole), (2, OddTexts.Broken(whole)), (1, OddTexts.Any), (1, Gen.OneOfConst("[]", "[{\"query\":\"{__typename}\"}]", "{\"query\":\"\\ud800\"}", "{\"query\":null}", "{\"query\":{}}", new string('[', 2000), "\"{}\"")));
    }

    private static Gen<string> Documents(string[] roots, string[] arguments, string[] fields)
    {
        var call = Gen.Select(Gen.OneOfConst(arguments), _value, (name, value) => $"{name}: {value}").Array[0, 3].Select(all => all.Length == 0 ? "" : $"({string.Join(", ", all)})");
        var leaf = Gen.Frequency((8, Gen.OneOfConst(fields)), (1, Gen.OneOfConst("...F", "... on Query { __typename }", "a: id", "__schema { types { name } }", "id @skip(if: true)", "id @nothing")));
        var selection = Gen.Recursive<string>((depth, again) => depth > 3
            ? leaf
            : Gen.Frequency((3, leaf), (1, Gen.Select(Gen.OneOfConst("nodes", "edges", "node", "pageInfo", "federation", "cities"), again.Array[1, 3], (name, inner) => $"{name} {{ {string.Join(' ', inner)} }}"))));
        // Most rows are few; a wrong combination of fields is refused before anybody is asked.
        var right = Gen.Select(Gen.OneOfConst(roots), Gen.OneOfConst("", "(first: 2)", "(first: 1, bbox: [7, 51, 14, 54])", "(city: [\"leipzig\"], first: 1)", "(first: 0)"), (root, with) => $"{{ {root}{with} {{ __typename }} }}");
        var any = Gen.Select(Gen.OneOfConst("", "query Q ", "query Q($v: Int) ", "query ($v: [Float!]!) ", "mutation ", "subscription "), Gen.OneOfConst([.. roots, "nothing"]), call, selection.Array[1, 4], Gen.OneOfConst("", " fragment F on Query { __typename }", " fragment F on Query { ...F }", " query Q { __typename }"),
            (head, root, with, inner, tail) => $"{head}{{ {root}{with} {{ {string.Join(' ', inner)} }} }}{tail}");
        return Gen.Frequency((1, right), (3, any));
    }

    private static Gen<string> Deep(Gen<string> documents) => Gen.OneOf(
        Gen.Int[10, 1000].Select(depth => string.Concat(Enumerable.Repeat("{ nodes ", depth)) + new string('}', depth)),
        Gen.Select(documents, Gen.Int[10, 200], (document, times) => $"{{ {string.Join(' ', Enumerable.Range(0, times).Select(n => $"a{n}: __typename"))} }} {document}"),
        Gen.Int[10, 3000].Select(depth => "{ cities(a: " + new string('[', depth) + new string(']', depth) + ") { id } }"));

    private static string Name(JsonElement named) => named.GetProperty("name").GetString()!;
}
